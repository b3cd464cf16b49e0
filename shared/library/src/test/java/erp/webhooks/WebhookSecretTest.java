package erp.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class WebhookSecretTest {

    /** The example of the reference libraries of Standard Webhooks. */
    @Test
    void signsAsTheSpecificationDoes() {
        WebhookSecret secret = new WebhookSecret(Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assertEquals("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", secret.text());
        assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, "{\"test\": 2432232314}"));
    }

    @Test
    void eachIsAnother() {
        assertNotEquals(WebhookSecret.draw().text(), WebhookSecret.draw().text());
        assertEquals("whsec_".length() + 44, WebhookSecret.draw().text().length());
    }
}
