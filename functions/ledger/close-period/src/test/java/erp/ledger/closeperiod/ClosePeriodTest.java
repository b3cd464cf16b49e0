package erp.ledger.closeperiod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.company.Companies;
import erp.ledger.Seals;
import erp.ledger.Verification;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.work.Ids;
import erp.work.Refusal;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class ClosePeriodTest {

    private static final LocalDate JANUARY = LocalDate.of(2024, 1, 15);

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
    void aClosedMonthTakesNoPostingsAndItsEntriesAreSealed() {
        post(JANUARY);
        post(JANUARY.plusMonths(1));
        Api.Answer answer = close("2024-01", "{}").expect(200);
        assertEquals("soft_closed", answer.at("/state"));
        assertEquals("closed", answer.at("/stockState"));
        assertEquals("2", answer.at("/sealed"), "all entries recorded so far");
        assertEquals("\"2\"", answer.header("ETag"));
        assertEquals("period_closed", refusal(() -> post(JANUARY)));
        post(JANUARY.plusMonths(1));
        Verification verified = fixtures.in(caller, Verification::of);
        assertTrue(verified.intact());
        assertEquals(2, verified.sealed());
        assertEquals(1, verified.unsealed());
    }

    /** What seal-ledger has sealed by night stays as it is. */
    @Test
    void closingSealsTheRest() {
        post(JANUARY);
        post(JANUARY.plusMonths(1));
        fixtures.in(caller, tx -> Seals.seal(tx, 1_000));
        post(JANUARY);
        assertEquals("1", close("2024-01", "{}").expect(200).at("/sealed"));
        Verification verified = fixtures.in(caller, Verification::of);
        assertTrue(verified.intact());
        assertEquals(3, verified.sealed());
    }

    @Test
    void closingStockOnlyLeavesTheLedgerOpen() {
        UUID product = fixtures.product(caller, "A1", "10.00");
        Api.Answer answer = close("2024-01", """
                {"scope": "stock"}""").expect(200);
        assertEquals("open", answer.at("/state"));
        assertEquals("closed", answer.at("/stockState"));
        assertEquals("period_closed", refusal(() -> {
            fixtures.stock(caller, product, "1", "7.00");
            return null;
        }));
        post(JANUARY);
        close("2024-01", """
                {"scope": "stock"}""").expect(409, "period_closed");
        assertEquals("soft_closed", close("2024-01", """
                {"scope": "all"}""").expect(200).at("/state"));
        close("2024-01", """
                {"scope": "stock"}""").expect(409, "period_closed");
    }

    @Test
    void theMonthsBeforeAreClosedFirstAsFarAsThisOne() {
        Api.Answer answer = close("2024-03", "{}").expect(409, "earlier_period_open");
        assertTrue(answer.at("/detail").contains("2024-01"), answer.text());
        close("2024-01", "{}").expect(200);
        close("2024-02", """
                {"scope": "stock"}""").expect(200);
        close("2024-03", """
                {"scope": "stock"}""").expect(200);
        assertTrue(close("2024-03", "{}").expect(409, "earlier_period_open").at("/detail").contains("2024-02"));
        close("2024-04", """
                {"scope": "stock"}""").expect(200);
        close("2024-06", """
                {"scope": "stock"}""").expect(409, "earlier_period_open");
    }

    @Test
    void hardIsForGood() {
        close("2024-01", "{}").expect(200);
        close("2024-01", "{}").expect(409, "period_closed");
        assertEquals("hard_closed", close("2024-01", """
                {"hard": true}""").expect(200).at("/state"));
        close("2024-01", """
                {"hard": true}""").expect(409, "hard_closed");
        close("2024-02", """
                {"hard": true, "scope": "stock"}""").expect(422, "hard_closes_all");
        assertEquals("hard_closed", close("2024-02", """
                {"hard": true}""").expect(200).at("/state"));
    }

    @Test
    void aMonthThatIsNotOverStaysOpen() {
        YearMonth current = YearMonth.from(fixtures.in(caller, tx -> Companies.read(tx).date(tx.now())));
        closeUntil(current.minusMonths(2));
        close(current.toString(), "{}").expect(409, "period_not_over");
        close(current.plusMonths(1).toString(), "{}").expect(409, "period_not_over");
        close(current.minusMonths(1).toString(), "{}").expect(200);
        close(current.toString(), "{}").expect(409, "period_not_over");
    }

    @Test
    void draftInvoicesOfTheMonthAreNamed() {
        UUID january = draft(JANUARY);
        draft(JANUARY.plusMonths(1));
        Api.Answer answer = close("2024-01", "{}").expect(409, "drafts_exist");
        assertTrue(answer.at("/detail").contains(january.toString()), answer.text());
        assertTrue(answer.at("/detail").startsWith("1 "), answer.text());
        close("2024-01", """
                {"scope": "stock"}""").expect(200);
        fixtures.in(caller, tx -> {
            tx.write("update receivables.invoices set invoice_date = '2024-02-01' where company_id = ? and id = ?", tx.company(), january);
            return null;
        });
        close("2024-01", "{}").expect(200);
        assertTrue(close("2024-02", "{}").expect(409, "drafts_exist").at("/detail").startsWith("2 "));
    }

    @Test
    void theVersionThatWasSeenCounts() {
        close("2024-01", "{}", "If-Match", "\"2\"").expect(412, "version_stale");
        close("2024-01", "{}", "If-Match", "\"1\"").expect(200);
    }

    @Test
    void whatIsNoMonthOfTheBooksIsNotFound() {
        for (String id : List.of("2023-12", "2999-01", "2024-13", "2024", "2024-1", "x")) {
            close(id, "{}").expect(404, "not_found");
        }
    }

    @Test
    void whatCannotBeReadIsRefused() {
        close("2024-01", """
                {"scope": "some"}""").expect(400, "invalid_field");
        close("2024-01", """
                {"hard": "yes"}""").expect(400, "invalid_field");
    }

    @Test
    void aDryRunSealsAndClosesNothing() {
        post(JANUARY);
        Api.Answer answer = api.as(caller).post("/api/v1/accounting-periods/2024-01/close?dryRun=true", "{}").expect(200);
        assertEquals("soft_closed", answer.at("/state"));
        assertEquals("1", answer.at("/sealed"));
        assertEquals(1, fixtures.in(caller, Verification::of).unsealed());
        post(JANUARY);
    }

    @Test
    void manyAtOnceCloseItOnce() {
        post(JANUARY);
        Api.As as = api.as(caller);
        List<Api.Answer> answers = as.parallel(10, _ -> request(as));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
        answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> answer.expect(409, "period_closed"));
        assertTrue(fixtures.in(caller, Verification::of).intact());
    }

    private static HttpRequest request(Api.As as) {
        return as.request("POST", "/api/v1/accounting-periods/2024-01/close", "{}", UUID.randomUUID().toString());
    }

    private Api.Answer close(String id, String body, String... headers) {
        return api.as(caller).write("POST", "/api/v1/accounting-periods/" + id + "/close", body, UUID.randomUUID().toString(), headers);
    }

    private void closeUntil(YearMonth last) {
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into ledger.periods (company_id, id, state, stock_state)
                    select ?, to_char(m, 'YYYY-MM'), 'soft_closed', 'closed'
                      from generate_series('2024-01-01'::timestamp, ?::date::timestamp, '1 month') m""",
                    tx.company(), last.atDay(1));
            return null;
        });
    }

    private UUID post(LocalDate date) {
        return fixtures.entry(caller, date, "Büromiete", "6310", "1800", "1200.00");
    }

    private static String refusal(Supplier<?> attempt) {
        return assertThrows(Refusal.class, attempt::get).code().code();
    }

    private UUID draft(LocalDate date) {
        UUID customer = fixtures.customer(caller, "Kunde " + date, "DE");
        UUID id = Ids.next();
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into receivables.invoices (company_id, id, type, state, partner_id, invoice_date, supply_date, due_date,
                                                      currency, ship_to_country, net, tax, gross)
                    values (?, ?, '380', 'draft', ?, ?, ?, ?, 'EUR', 'DE', 100, 19, 119)""", tx.company(), id, customer, date, date, date);
            return null;
        });
        return id;
    }
}
