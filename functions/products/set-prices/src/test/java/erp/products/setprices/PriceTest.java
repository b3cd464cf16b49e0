package erp.products.setprices;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.work.Refusal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PriceTest {

    private static final UUID TOFU = new UUID(0, 14);
    private static final UUID CHAI = new UUID(0, 1);

    private static Price price(UUID product, String quantity, String from, String to) {
        return new Price(product, quantity == null ? null : new BigDecimal(quantity), LocalDate.parse(from),
                to == null ? null : LocalDate.parse(to),
                new BigDecimal("10"));
    }

    private static void overlap(String pointer, Price... prices) {
        Refusal refusal = assertThrows(Refusal.class, () -> Price.refuseOverlap(List.of(prices)));
        assertEquals("overlap", refusal.code().code());
        assertEquals(pointer, refusal.fields().getFirst().pointer());
    }

    @Test
    void allowsOnePriceAfterTheOther() {
        assertDoesNotThrow(() -> Price.refuseOverlap(List.of(price(TOFU, null, "2026-07-01", null),
                price(TOFU, null, "2026-01-01", "2026-06-30"))));
    }

    @Test
    void allowsOtherQuantitiesAndProductsAtTheSameTime() {
        assertDoesNotThrow(() -> Price.refuseOverlap(List.of(price(TOFU, null, "2026-01-01", null), price(TOFU, "10", "2026-01-01", null),
                price(CHAI, null, "2026-01-01", null))));
    }

    @Test
    void refusesASharedDay() {
        overlap("/prices/0/validFrom", price(TOFU, null, "2026-06-30", null), price(TOFU, null, "2026-01-01", "2026-06-30"));
        overlap("/prices/1/validFrom", price(TOFU, null, "2026-01-01", null), price(TOFU, "1.000", "2030-01-01", null));
        overlap("/prices/1/validFrom", price(TOFU, null, "2026-01-01", "2026-01-01"), price(TOFU, null, "2026-01-01", "2026-01-01"));
        overlap("/prices/2/validFrom", price(TOFU, null, "2026-01-01", "2026-03-31"), price(TOFU, null, "2026-04-01", "2026-04-30"),
                price(TOFU, null, "2026-04-15", "2026-05-31"));
    }

    @Test
    void refusesToEndBeforeItBegins() {
        Refusal refusal = assertThrows(Refusal.class, () -> Price.check(List.of(price(TOFU, null, "2026-01-01", "2025-12-31"))));
        assertEquals("validity_order", refusal.code().code());
        assertEquals("/prices/0/validTo", refusal.fields().getFirst().pointer());
        assertDoesNotThrow(() -> Price.check(List.of(price(TOFU, null, "2026-01-01", "2026-01-01"))));
    }
}
