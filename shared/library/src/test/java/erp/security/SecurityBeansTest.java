package erp.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanInstantiationException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityBeansTest {

    @TempDir
    Path folder;

    private static ApplicationContext context(Map<String, Object> properties) {
        return ApplicationContext.builder().deduceEnvironment(false).properties(properties).build().start();
    }

    @Test
    void theDefaultsAre() {
        try (ApplicationContext context = context(Map.of())) {
            SecuritySettings expected = new SecuritySettings(null, false, null, null, "erp", SecuritySettings.Claims.OWN);
            assertEquals(expected, context.getBean(SecuritySettings.class));
            assertFalse(context.containsBean(TokenIssuer.class));
            assertNotNull(context.getBean(Passwords.class));
            assertTrue(assertThrows(BeanInstantiationException.class, () -> context.getBean(TokenVerifier.class)).getMessage()
                .contains("set ERP_SECURITY_KEYS, ERP_SECURITY_JWKS_URI or ERP_SECURITY_ISSUER"));
        }
    }

    @Test
    void theOwnIssuerSignsAndVerifies() {
        Path file = folder.resolve("keys.json");
        try (ApplicationContext context = context(Map.of("erp.security.keys", file.toString(), "erp.security.create-keys", "true"))) {
            String token = context.getBean(TokenIssuer.class).issue(Tokens.CALLER, Tokens.NOW).value();
            assertEquals(Tokens.CALLER, context.getBean(TokenVerifier.class).verify(token, Tokens.NOW));
        }
    }

    @Test
    void aForeignIssuerTakesItsPlace() {
        Map<String, Object> properties = new HashMap<>(Map.of("erp.security.keys", folder.resolve("none").toString(),
            "erp.security.issuer", "https://login.example.com", "erp.security.jwks-uri", "https://login.example.com/keys"));
        properties.put("erp.security.claims.company", "erp.company");
        properties.put("erp.security.audience", "erp-api");
        try (ApplicationContext context = context(properties)) {
            SecuritySettings settings = context.getBean(SecuritySettings.class);
            assertEquals("erp.company", settings.claims().company());
            assertEquals("roles", settings.claims().roles());
            assertEquals("erp-api", settings.audience());
            assertEquals(URI.create("https://login.example.com/keys"), settings.jwksUri());
            assertNotNull(context.getBean(TokenVerifier.class));
            assertFalse(context.containsBean(TokenIssuer.class));
        }
    }

    @Test
    void whereCloudflareAccessStandsIsRead() {
        Map<String, Object> properties = Map.of("erp.security.access.team", "https://team.cloudflareaccess.com",
            "erp.security.access.audience", "32eafc76", "erp.security.access.hosts", "erp.example.com, shop.example.com");
        try (ApplicationContext context = context(properties)) {
            List<String> hosts = List.of("erp.example.com", "shop.example.com");
            assertEquals(new AccessSettings("https://team.cloudflareaccess.com", "32eafc76", hosts), context.getBean(AccessSettings.class));
            assertNotNull(context.getBean(AccessAssertions.class));
        }
        try (ApplicationContext context = context(Map.of())) {
            assertFalse(context.getBean(AccessSettings.class).demanded());
        }
        try (ApplicationContext context = context(Map.of("erp.security.access.audience", "32eafc76"))) {
            assertThrows(BeanInstantiationException.class, () -> context.getBean(AccessAssertions.class));
        }
    }
}
