package erp.receivables.recordpayment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class RecordPaymentTest {

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
    }

    @AfterEach
    void everythingIsConsistent() {
        receivables.check(caller);
    }

    private Api.Answer pay(String direction, String amount, String rest) {
        return api.as(caller).post("/api/v1/payments",
                "{\"partnerId\": \"%s\", \"direction\": \"%s\", \"date\": \"2026-11-20\", \"amount\": \"%s\"%s}"
                .formatted(customer, direction, amount, rest));
    }

    private static String allocations(String parts) {
        return ", \"allocations\": [" + parts + "]";
    }

    private static String part(UUID item, String amount) {
        return "{\"openItemId\": \"%s\", \"amount\": \"%s\"}".formatted(item, amount);
    }

    @Test
    void booksWhatComesInAndLeavesItOpen() {
        Api.Answer answer = pay("incoming", "100.00", ", \"reference\": \"INV-1\"").expect(201);
        assertEquals("-100.00", answer.at("/open"));
        assertEquals("1800", answer.at("/account"));
        assertEquals("incoming", answer.at("/direction"));
        assertEquals("INV-1", answer.at("/reference"));
        assertEquals("/api/v1/payments/" + answer.at("/id"), answer.header("Location"));
        assertEquals("""
                2026-11-20 payment | Zahlungseingang Kunde
                    1800  Bank                                            100.00
                    1200  Trade receivables                                             100.00  ; Kunde
                """, fixtures.journal(caller));
        assertEquals("-100.00", receivables.open(caller, UUID.fromString(answer.at("/openItemId"))).toString());
    }

    @Test
    void booksWhatGoesBack() {
        pay("outgoing", "40.00", ", \"account\": \"1600\"").expect(201);
        assertEquals("""
                2026-11-20 payment | Zahlungsausgang Kunde
                    1600  Cash                                                           40.00
                    1200  Trade receivables                                40.00                ; Kunde
                """, fixtures.journal(caller));
    }

    @Test
    void settlesInvoicesInTheSameTransaction() {
        UUID first = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID second = receivables.posted(caller, customer, "2026-11-03", "100.00");
        Api.Answer answer = pay("incoming", "150.00", allocations(part(receivables.item(caller, first), "119.00") + ","
                + part(receivables.item(caller, second), "21.00"))).expect(201);
        assertEquals("-10.00", answer.at("/open"));
        assertEquals("0.00", answer.at("/allocations/0/debitOpen"));
        assertEquals("98.00", answer.at("/allocations/1/debitOpen"));
        assertEquals("paid", receivables.state(caller, first));
        assertEquals("partly_paid", receivables.state(caller, second));
    }

    @Test
    void settlesACreditNoteByPayingItBack() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID note = receivables.credited(caller, invoice, "2026-11-05", "10.00");
        Api.Answer answer = pay("outgoing", "11.90", allocations(part(receivables.item(caller, note), "11.90"))).expect(201);
        assertEquals("0.00", answer.at("/open"));
        assertEquals("paid", receivables.state(caller, note));
        assertEquals("posted", receivables.state(caller, invoice));
    }

    @Test
    void takesACashDiscountWithinTheTerms() {
        fixtures.in(caller, tx -> {
            tx.write("update partners.partners set discount_days = 20, discount_percent = 2 where company_id = ? and id = ?", tx.company(),
                    customer);
            return null;
        });
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        pay("incoming", "116.62", allocations("{\"openItemId\": \"%s\", \"amount\": \"116.62\", \"discount\": \"2.38\"}"
                .formatted(receivables.item(caller, invoice)))).expect(201);
        assertEquals("paid", receivables.state(caller, invoice));
    }

    @Test
    void manySmallCashDiscountsAreNoMoreThanOne() {
        receivables.terms(caller, customer, 20, 3);
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "14.29");
        // 3 % of 17.01 are 0.51; of each 0.17 they are a cent, half up.
        String cent = "{\"openItemId\": \"%s\", \"amount\": \"0.16\", \"discount\": \"0.01\"}"
                .formatted(receivables.item(caller, invoice));
        pay("incoming", "16.00", allocations(String.join(",", Collections.nCopies(100, cent)))).expect(422, "cash_discount_not_granted");
        pay("incoming", "8.16", allocations(String.join(",", Collections.nCopies(51, cent)))).expect(201);
        pay("incoming", "0.16", allocations(cent)).expect(422, "cash_discount_not_granted");
    }

    @Test
    void refusesWhatCannotBeBooked() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID item = receivables.item(caller, invoice);
        pay("incoming", "0", "").expect(422, "range");
        pay("incoming", "12.345", "").expect(422, "scale");
        pay("incoming", "1e3", "").expect(422, "format");
        pay("incoming", "1000000000000", "").expect(422, "range");
        pay("sideways", "1.00", "").expect(400);
        pay("incoming", "1.00", ", \"account\": \"4400\"").expect(422, "not_a_money_account");
        pay("incoming", "1.00", ", \"account\": \"1899\"").expect(422, "unknown_account");
        pay("incoming", "10.00", allocations(part(item, "11.00"))).expect(409, "over_allocation");
        pay("incoming", "200.00", allocations(part(item, "119.01"))).expect(409, "over_allocation");
        pay("incoming", "200.00", allocations(part(item, "60.00") + "," + part(item, "60.00"))).expect(409, "over_allocation");
        pay("incoming", "10.00", allocations(part(UUID.randomUUID(), "1.00"))).expect(422, "unknown_open_item");
        pay("outgoing", "10.00", allocations(part(item, "1.00"))).expect(422, "item_side");
        UUID other = receivables.posted(caller, fixtures.customer(caller, "Anderer", "DE"), "2026-11-02", "100.00");
        pay("incoming", "10.00", allocations(part(receivables.item(caller, other), "1.00"))).expect(422, "different_customers");
        UUID later = receivables.posted(caller, customer, "2026-11-21", "100.00");
        pay("incoming", "10.00", allocations(part(receivables.item(caller, later), "1.00"))).expect(422, "date_before_document");
        assertEquals(0, fixtures.value(caller, Long.class, "select count(*) from receivables.payments"));
        customer = UUID.randomUUID();
        pay("incoming", "10.00", "").expect(422, "unknown_partner");
        customer = fixtures.customer(caller, "Lieferant", "DE");
        fixtures.in(caller, tx -> {
            tx.write("update partners.partners set customer_number = null, supplier_number = 70000 where company_id = ? and id = ?",
                    tx.company(), customer);
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-11', 'soft_closed', 'closed')",
                    tx.company());
            return null;
        });
        pay("incoming", "10.00", "").expect(409, "period_closed");
        fixtures.in(caller, tx -> {
            tx.write("update ledger.periods set state = 'open' where company_id = ?", tx.company());
            return null;
        });
        pay("incoming", "10.00", "").expect(422, "no_customer");
    }
}
