package erp.receivables.cancelpayment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class CancelPaymentTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    private Caller caller;
    private UUID customer;

    @BeforeEach
    void start() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
        receivables.terms(caller, customer, 10, 2);
    }

    @AfterEach
    void everythingIsConsistent() {
        receivables.check(caller);
    }

    private static String path(UUID payment) {
        return "/api/v1/payments/" + payment + "/cancel";
    }

    private Api.Answer cancel(UUID payment, String body) {
        return api.as(caller).post(path(payment), body);
    }

    private UUID source(UUID item) {
        return receivables.source(caller, item);
    }

    private String open(UUID item) {
        return receivables.open(caller, item).toPlainString();
    }

    @Test
    void takesAReturnedPaymentBackWithAllThatItSettled() {
        UUID first = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID second = receivables.posted(caller, customer, "2026-11-03", "100.00");
        UUID item = receivables.payment(caller, customer, "2026-11-05", "200.00");
        receivables.allocate(caller, receivables.item(caller, first), item, "2026-11-06", "116.62", "2.38");
        receivables.allocate(caller, receivables.item(caller, second), item, "2026-11-06", "50.00");
        Api.Answer answer = cancel(source(item), "{\"date\": \"2026-11-09\", \"reason\": \"Lastschrift geplatzt\"}").expect(201);
        assertEquals("outgoing", answer.at("/direction"));
        assertEquals("200.00", answer.at("/amount"));
        assertEquals("2026-11-09", answer.at("/date"));
        assertEquals(source(item).toString(), answer.at("/cancelsId"));
        assertEquals("Lastschrift geplatzt", answer.at("/reason"));
        assertEquals(2, answer.body().at("/undone").size());
        assertEquals("-116.62", answer.at("/undone/0/amount"));
        assertEquals("/api/v1/payments/" + answer.at("/id"), answer.header("Location"));
        assertEquals("posted", receivables.state(caller, first));
        assertEquals("posted", receivables.state(caller, second));
        assertEquals(0, receivables.open(caller, item).signum());
        assertEquals(0, receivables.open(caller, UUID.fromString(answer.at("/openItemId"))).signum());
        assertEquals("""
                2026-11-09 allocation | Storno Skonto INV-000001 | reverses 2026-11-06 Skonto INV-000001
                    4736  Cash discounts granted 19 %                      -2.00                ; S 19 % of 2.00, box 81
                    3806  VAT 19 %                                         -0.38                ; S 19 % of 2.00
                    1200  Trade receivables                                              -2.38  ; Kunde

                2026-11-09 payment | Storno Zahlungseingang | reverses 2026-11-05 Zahlung
                    1800  Bank                                           -200.00
                    1200  Trade receivables                                            -200.00  ; Kunde
                """, fixtures.journal(caller).lines().dropWhile(line -> !line.startsWith("2026-11-09"))
                .collect(Collectors.joining("\n", "", "\n")));
    }

    @Test
    void takesARefundBack() {
        UUID paid = receivables.payment(caller, customer, "2026-11-05", "30.00");
        UUID refund = receivables.payment(caller, customer, "2026-11-06", "-30.00");
        receivables.allocate(caller, refund, paid, "2026-11-06", "30.00");
        assertEquals("incoming", cancel(source(refund), "{}").expect(201).at("/direction"));
        assertEquals("-30.00", open(paid));
        assertEquals(0, receivables.open(caller, refund).signum());
        cancel(source(paid), "{}").expect(201);
    }

    @Test
    void leavesAloneWhatIsUndoneAlready() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID item = receivables.payment(caller, customer, "2026-11-05", "119.00");
        UUID other = receivables.payment(caller, customer, "2026-11-05", "119.00");
        receivables.allocate(caller, receivables.item(caller, invoice), item, "2026-11-06", "119.00");
        assertEquals(1, cancel(source(item), "{\"date\": \"2026-11-20\"}").expect(201).body().at("/undone").size());
        receivables.allocate(caller, receivables.item(caller, invoice), other, "2026-11-20", "119.00");
        assertEquals("paid", receivables.state(caller, invoice));
        cancel(source(item), "{}").expect(409, "already_cancelled");
        assertEquals("paid", receivables.state(caller, invoice));
    }

    @Test
    void refusesWhatCannotBeCancelled() {
        UUID item = receivables.payment(caller, customer, "2026-11-05", "119.00");
        UUID payment = source(item);
        cancel(UUID.randomUUID(), "{}").expect(404, "not_found");
        cancel(payment, "{\"date\": \"2026-11-04\"}").expect(422, "date_before_document");
        cancel(payment, "{\"date\": \"2020-01-01\"}").expect(422, "date_out_of_books");
        cancel(payment, "{\"date\": \"" + fixtures.value(caller, String.class, "select (current_date + 40)::text") + "\"}")
                .expect(422, "date_ahead");
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        receivables.allocate(caller, receivables.item(caller, invoice), item, "2026-11-08", "10.00");
        cancel(payment, "{\"date\": \"2026-11-07\"}").expect(422, "date_before_document");
        UUID counter = UUID.fromString(cancel(payment, "{}").expect(201).at("/id"));
        cancel(payment, "{}").expect(409, "already_cancelled");
        cancel(counter, "{}").expect(409, "part_of_cancellation");
        UUID another = source(receivables.payment(caller, customer, "2026-11-05", "1.00"));
        fixtures.in(caller, tx -> {
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-11', 'soft_closed', 'closed')",
                    tx.company());
            return null;
        });
        cancel(another, "{\"date\": \"2026-11-20\"}").expect(409, "period_closed");
    }

    @Test
    void isCancelledOnceHoweverOftenItIsAskedAtOnce() {
        UUID payment = source(receivables.payment(caller, customer, "2026-11-05", "119.00"));
        List<Api.Answer> answers = api.as(caller).parallel(20, _ -> api.as(caller)
                .request("POST", path(payment), "{}", UUID.randomUUID().toString()));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> answer.expect(409, "already_cancelled"));
    }

    @Test
    void aDryRunCancelsNothing() {
        UUID item = receivables.payment(caller, customer, "2026-11-05", "119.00");
        api.as(caller).post(path(source(item)) + "?dryRun=true", "{}").expect(201);
        assertEquals("-119.00", open(item));
    }
}
