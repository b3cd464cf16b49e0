package erp.inventory.setreorderingrule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class SetReorderingRuleTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    private Caller caller;
    private UUID product;

    @BeforeEach
    void company() {
        caller = fixtures.company();
        product = fixtures.product(caller, "A1", "10.00");
    }

    @Test
    void aRuleIsMadeAndReplacedByWhoHasSeenIt() {
        Api.Answer made = set(product, rule("10", "40")).expect(200);
        assertEquals("MAIN", made.at("/location"));
        assertEquals("1", made.at("/lotSize"));
        assertEquals("\"1\"", made.header("ETag"));
        set(product, rule("20", "50")).expect(428, "if_match_missing");
        set(product, rule("20", "50"), "If-Match", "\"7\"").expect(412, "version_stale");
        assertEquals("\"2\"", set(product, rule("20", "50"), "If-Match", "\"1\"").expect(200).header("ETag"));
        assertEquals(List.of("MAIN 20 50"), rules());
    }

    @Test
    void eachPlaceHasARuleOfItsOwn() {
        set(product, rule("10", "40")).expect(200);
        set(product, "{\"location\": \"SHOP\", \"minimum\": \"1\", \"maximum\": \"2\", \"lotSize\": \"2\"}").expect(200);
        assertEquals(List.of("MAIN 10 40", "SHOP 1 2"), rules());
    }

    @Test
    void manyWhoMakeItAtOnceMakeItOnce() {
        List<Api.Answer> answers = api.as(caller).parallel(20, i -> api.as(caller)
                .request("PUT", path(product), rule("1", "2"), "make-" + i));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(428, "if_match_missing"));
    }

    @Test
    void refusesWhatCannotBe() {
        set(UUID.randomUUID(), rule("1", "2")).expect(404, "not_found");
        set(fixtures.product(fixtures.company(), "F1", "1.00"), rule("1", "2")).expect(404, "not_found");
        Api.Answer below = set(product, rule("2", "1.000")).expect(422, "maximum_below_minimum");
        assertEquals("/maximum", below.at("/errors/0/pointer"));
        set(product, rule("0.5", "1")).expect(422, "quantity_fraction");
        set(product, "{\"minimum\": \"1\", \"maximum\": \"2\", \"lotSize\": \"0\"}").expect(422, "range");
        set(product, "{\"location\": \"NOWHERE\", \"minimum\": \"1\", \"maximum\": \"2\"}").expect(422, "unknown_location");
        fixtures.in(caller, tx -> {
            tx.write("update products.products set stocked = false where company_id = ? and id = ?", tx.company(), product);
            return null;
        });
        assertEquals("No stock of product A1 is kept.", set(product, rule("1", "2")).expect(409, "not_stocked").at("/detail"));
        assertEquals(List.of(), rules());
    }

    @Test
    void takesAFractionOfWhatIsMeasured() {
        UUID tea = fixtures.product(caller, "T1", "10.00", "fifo", "none", "KGM");
        set(tea, "{\"minimum\": \"0.5\", \"maximum\": \"2.25\", \"lotSize\": \"0.25\"}").expect(200);
    }

    private Api.Answer set(UUID what, String body, String... headers) {
        return api.as(caller).put(path(what), body, headers);
    }

    private static String path(UUID what) {
        return "/api/v1/products/" + what + "/reordering-rule";
    }

    private static String rule(String minimum, String maximum) {
        return "{\"minimum\": \"%s\", \"maximum\": \"%s\"}".formatted(minimum, maximum);
    }

    private List<String> rules() {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select l.code || ' ' || trim_scale(r.minimum) || ' ' || trim_scale(r.maximum) from inventory.reordering_rules r
                  join inventory.locations l on l.company_id = r.company_id and l.id = r.location_id where r.company_id = ? order by 1""",
                tx.company()));
    }
}
