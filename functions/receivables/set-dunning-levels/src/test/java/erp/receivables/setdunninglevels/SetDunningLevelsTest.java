package erp.receivables.setdunninglevels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class SetDunningLevelsTest {

    private static final String PATH = "/api/v1/dunning-levels";
    private static final String TWO = level(10, "0") + ", " + level(30, "2.50");

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    private Caller caller;

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    @Test
    void replacesAllLevelsForWhoHasSeenThem() {
        set(TWO).expect(428, "if_match_missing");
        set(TWO, "If-Match", "\"2\"").expect(412, "version_stale");
        Api.Answer answer = set(TWO, "If-Match", "\"1\"").expect(200);
        assertEquals("\"2\"", answer.header("ETag"));
        assertEquals("demand", answer.at("/levels/1/text"));
        assertEquals(List.of("1 10 0 true demand 14", "2 30 2.50 true demand 14"), levels());
        set(TWO, "If-Match", "\"1\"").expect(412, "version_stale");
        set(level(5, "0"), "If-Match", "\"2\"").expect(200);
        assertEquals(List.of("1 5 0 true demand 14"), levels());
    }

    @Test
    void refusesALevelThatIsNotLater() {
        Api.Answer answer = set(TWO + ", " + level(30, "5"), "If-Match", "\"1\"").expect(422, "dunning_level_order");
        assertEquals("Level 3 must come later than the one before it.", answer.at("/detail"));
        assertEquals("/levels/2/days", answer.at("/errors/0/pointer"));
        assertEquals(3, levels().size());
    }

    @Test
    void refusesWhatCannotBe() {
        set("", "If-Match", "\"1\"").expect(422, "range");
        set(level(0, "0"), "If-Match", "\"1\"").expect(422, "range");
        set(level(7, "-1"), "If-Match", "\"1\"").expect(422, "range");
        set(level(7, "0.001"), "If-Match", "\"1\"").expect(422, "scale");
    }

    @Test
    void letsOneOfManyReplaceThem() {
        List<Api.Answer> answers = api.as(caller).parallel(20, i -> api.as(caller).request("PUT", PATH,
                "{\"levels\": [" + level(i + 1, "0") + "]}", "set-" + i, "If-Match", "\"1\""));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(412, "version_stale"));
        assertEquals(1, levels().size());
    }

    private Api.Answer set(String levels, String... headers) {
        return api.as(caller).put(PATH, "{\"levels\": [" + levels + "]}", headers);
    }

    private static String level(int days, String fee) {
        return "{\"days\": %d, \"fee\": \"%s\", \"interest\": true, \"text\": \"demand\", \"paymentDays\": 14}".formatted(days, fee);
    }

    private List<String> levels() {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select concat_ws(' ', level, days, fee, case when interest then 'true' else 'false' end, text, payment_days)
                  from receivables.dunning_levels where company_id = ? order by level""", tx.company()));
    }
}
