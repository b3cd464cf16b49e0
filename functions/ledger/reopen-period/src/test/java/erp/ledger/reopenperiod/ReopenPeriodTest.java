package erp.ledger.reopenperiod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.ledger.Seals;
import erp.ledger.Verification;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ReopenPeriodTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;

    private Caller caller;

    @BeforeEach
    void setUp() {
        caller = fixtures.company();
    }

    @Test
    void aReopenedMonthTakesPostingsThatAreSealedBehindTheOthers() {
        fixtures.entry(caller, LocalDate.of(2024, 1, 5), "Büromiete", "6310", "1800", "1200.00");
        fixtures.in(caller, tx -> Seals.seal(tx));
        closed("2024-01", "soft_closed");
        Api.Answer answer = reopen("2024-01").expect(200);
        assertEquals("open", answer.at("/state"));
        assertEquals("open", answer.at("/stockState"));
        assertEquals("\"2\"", answer.header("ETag"));
        fixtures.entry(caller, LocalDate.of(2024, 1, 3), "Nachzügler", "6310", "1800", "1.00");
        int sealed = fixtures.in(caller, tx -> Seals.seal(tx));
        assertEquals(1, sealed);
        assertTrue(fixtures.in(caller, Verification::of).intact());
        fixtures.stock(caller, fixtures.product(caller, "A1", "10.00"), "1", "7.00");
    }

    @Test
    void stockAloneIsReopenedToo() {
        closed("2024-01", "open");
        assertEquals("open", reopen("2024-01").expect(200).at("/stockState"));
    }

    @Test
    void whatIsClosedForGoodStaysClosed() {
        closed("2024-01", "hard_closed");
        reopen("2024-01").expect(409, "hard_closed");
    }

    @Test
    void whatIsOpenCannotBeReopened() {
        reopen("2024-01").expect(409, "period_open");
        closed("2024-01", "soft_closed");
        reopen("2024-01").expect(200);
        reopen("2024-01").expect(409, "period_open");
    }

    @Test
    void theLastClosedMonthComesFirst() {
        closed("2024-01", "soft_closed");
        closed("2024-02", "soft_closed");
        closed("2024-03", "open");
        assertTrue(reopen("2024-01").expect(409, "later_period_closed").at("/detail").contains("2024-03"));
        reopen("2024-02").expect(409, "later_period_closed");
        reopen("2024-03").expect(200);
        reopen("2024-02").expect(200);
        reopen("2024-01").expect(200);
    }

    @Test
    void theVersionThatWasSeenCounts() {
        closed("2024-01", "soft_closed");
        reopen("2024-01", "If-Match", "\"7\"").expect(412, "version_stale");
        reopen("2024-01", "If-Match", "\"1\"").expect(200);
    }

    @Test
    void whatIsNoMonthOfTheBooksIsNotFound() {
        reopen("2023-12").expect(404, "not_found");
        reopen("2024-00").expect(404, "not_found");
    }

    private Api.Answer reopen(String id, String... headers) {
        return api.as(caller).write("POST", "/api/v1/accounting-periods/" + id + "/reopen", null, UUID.randomUUID().toString(), headers);
    }

    private void closed(String id, String state) {
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into ledger.periods (company_id, id, state, stock_state) values (?, ?, ?, 'closed')
                    on conflict (company_id, id) do update set state = excluded.state, stock_state = excluded.stock_state""",
                    tx.company(), id, state);
            return null;
        });
    }
}
