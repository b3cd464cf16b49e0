package erp.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    private final ObjectMapper json = new ObjectMapper().registerModule(new Json().decimals());

    private record Line(BigDecimal quantity, BigDecimal invoiced, BigDecimal net) {
    }

    @Test
    void quantitiesArePlainAndAmountsKeepTheirDigits() throws JsonProcessingException {
        Line line = new Line(new BigDecimal("1200.500000"), new BigDecimal("0.0"), new BigDecimal("1200.50"));
        String plain = "{\"quantity\":\"1200.5\",\"invoiced\":\"0\",\"net\":\"1200.50\"}";
        assertEquals(plain, json.writeValueAsString(line));
        assertEquals(plain, json.valueToTree(line).toString());
        assertEquals("[{\"onHand\":\"100\"},{\"unitPrice\":\"0.00\"}]", json.writeValueAsString(
                List.of(Map.of("onHand", new BigDecimal("1E+2")), Map.of("unitPrice", new BigDecimal("0.00")))));
    }
}
