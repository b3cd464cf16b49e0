package erp.receivables.undoallocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class UndoAllocationTest {

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    private Caller caller;
    private UUID customer;
    private UUID invoice;
    private UUID payment;

    @BeforeEach
    void start() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
        receivables.terms(caller, customer, 10, 2);
        invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        payment = receivables.payment(caller, customer, "2026-11-05", "119.00");
    }

    @AfterEach
    void everythingIsConsistent() {
        receivables.check(caller);
    }

    private static String path(UUID id) {
        return "/api/v1/allocations/" + id + "/undo";
    }

    private Api.Answer undo(UUID id, String body) {
        return api.as(caller).post(path(id), body);
    }

    private UUID allocate(String amount, String discount) {
        return receivables.allocate(caller, receivables.item(caller, invoice), payment, "2026-11-06", amount, discount);
    }

    private void sql(String sql, Object... args) {
        fixtures.in(caller, tx -> {
            tx.write(sql, args);
            return null;
        });
    }

    @Test
    void givesBothItemsBackWhatTheyHadLost() {
        UUID first = allocate("50.00", "0.00");
        UUID second = allocate("69.00", "0.00");
        assertEquals("paid", receivables.state(caller, invoice));
        Api.Answer answer = undo(first, "{\"date\": \"2026-11-07\", \"reason\": \"Falsche Rechnung\"}").expect(201);
        assertEquals(first.toString(), answer.at("/undoesId"));
        assertEquals("-50.00", answer.at("/amount"));
        assertEquals("0.00", answer.at("/discount"));
        assertEquals("50.00", answer.at("/debitOpen"));
        assertEquals("-50.00", answer.at("/creditOpen"));
        assertEquals("/api/v1/allocations/" + answer.at("/id"), answer.header("Location"));
        assertEquals("partly_paid", receivables.state(caller, invoice));
        undo(second, "{\"date\": \"2026-11-06\"}").expect(201);
        assertEquals("posted", receivables.state(caller, invoice));
        assertEquals("Falsche Rechnung", fixtures.value(caller, String.class,
                "select reason from receivables.allocations where undoes_id = ?", first));
        receivables.allocate(caller, receivables.item(caller, invoice), payment, "2026-11-07", "119.00");
        assertEquals("paid", receivables.state(caller, invoice));
    }

    @Test
    void takesTheEntryOfADiscountBack() {
        UUID id = allocate("116.62", "2.38");
        Api.Answer answer = undo(id, "{\"date\": \"2026-11-07\"}").expect(201);
        assertEquals("-2.38", answer.at("/discount"));
        assertEquals("119.00", answer.at("/debitOpen"));
        assertEquals("-119.00", answer.at("/creditOpen"));
        assertEquals("""
                2026-11-07 allocation | Storno Skonto INV-000001 | reverses 2026-11-06 Skonto INV-000001
                    4736  Cash discounts granted 19 %                      -2.00                ; S 19 % of 2.00, box 81
                    3806  VAT 19 %                                         -0.38                ; S 19 % of 2.00
                    1200  Trade receivables                                              -2.38  ; Kunde
                """, fixtures.journal(caller).lines().dropWhile(line -> !line.contains("Storno"))
                .collect(Collectors.joining("\n", "", "\n")));
    }

    @Test
    void refusesWhatCannotBeUndone() {
        UUID id = allocate("50.00", "0.00");
        undo(UUID.randomUUID(), "{}").expect(404, "not_found");
        undo(id, "{\"date\": \"2026-11-05\"}").expect(422, "date_before_document");
        undo(id, "{\"date\": \"" + fixtures.value(caller, String.class, "select (current_date + 40)::text") + "\"}")
                .expect(422, "date_ahead");
        undo(id, "{\"date\": \"2020-01-01\"}").expect(422, "date_out_of_books");
        UUID undone = UUID.fromString(undo(id, "{\"date\": \"2026-11-06\"}").expect(201).at("/id"));
        undo(id, "{}").expect(409, "already_undone");
        undo(undone, "{}").expect(409, "already_undone");
        UUID another = allocate("10.00", "0.00");
        sql("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-11', 'soft_closed', 'closed')",
                caller.company());
        undo(another, "{\"date\": \"2026-11-20\"}").expect(409, "period_closed");
    }

    @Test
    void isUndoneOnceHoweverOftenItIsAskedAtOnce() {
        UUID id = allocate("119.00", "0.00");
        List<Api.Answer> answers = api.as(caller).parallel(20, _ -> api.as(caller)
                .request("POST", path(id), "{}", UUID.randomUUID().toString()));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> answer.expect(409, "already_undone"));
        assertEquals("119.00", receivables.open(caller, receivables.item(caller, invoice)).toString());
    }

    @Test
    void allOfAnInvoiceAreUndoneAtOnce() {
        List<UUID> ids = IntStream.range(0, 11).mapToObj(_ -> allocate("10.00", "0.20")).toList();
        List<Api.Answer> answers = api.as(caller).parallel(ids.size(), i -> api.as(caller)
                .request("POST", path(ids.get(i)), "{}", UUID.randomUUID().toString()));
        assertTrue(answers.stream().allMatch(answer -> answer.status() == 201), answers::toString);
        assertEquals("posted", receivables.state(caller, invoice));
    }

    @Test
    void aDryRunUndoesNothing() {
        UUID id = allocate("119.00", "0.00");
        assertEquals("119.00", api.as(caller).post(path(id) + "?dryRun=true", "{}").expect(201).at("/debitOpen"));
        assertEquals("paid", receivables.state(caller, invoice));
        undo(id, "{}").expect(201);
    }
}
