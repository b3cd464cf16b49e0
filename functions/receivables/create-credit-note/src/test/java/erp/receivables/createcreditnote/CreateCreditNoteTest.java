package erp.receivables.createcreditnote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
class CreateCreditNoteTest {

    private static final String PATH = "/api/v1/credit-notes";

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

    private Api.Answer credit(UUID invoice, String lines) {
        return api.as(caller).post(PATH, body(invoice, lines));
    }

    private static String body(UUID invoice, String lines) {
        return "{\"invoiceId\": \"%s\", \"date\": \"2026-11-20\", \"lines\": [%s]}".formatted(invoice, lines);
    }

    private static String quantity(int line, String quantity) {
        return "{\"line\": %d, \"quantity\": \"%s\"}".formatted(line, quantity);
    }

    private static String amount(int line, String amount) {
        return "{\"line\": %d, \"amount\": \"%s\"}".formatted(line, amount);
    }

    @Test
    void creditsAQuantityAndAnAmount() {
        UUID invoice = receivables.postedQuantity(caller, customer, "2026-11-02", "10", "10.00", "10");
        Api.Answer answer = credit(invoice, quantity(1, "2")).expect(201);
        assertEquals("381", answer.at("/type"));
        assertEquals("INV-000002", answer.at("/number"));
        assertEquals("posted", answer.at("/state"));
        assertEquals(invoice.toString(), answer.at("/correctsId"));
        assertEquals("2", answer.at("/lines/0/quantity"));
        assertEquals("18.00", answer.at("/net"));
        assertEquals("3.42", answer.at("/tax"));
        assertEquals("2026-11-02", answer.at("/supplyDate"));
        assertEquals(PATH + "/" + answer.at("/id"), answer.header("Location"));
        assertEquals("-21.42", receivables.open(caller, receivables.item(caller, UUID.fromString(answer.at("/id")))).toString());
        Api.Answer cheaper = credit(invoice, amount(1, "5.55")).expect(201);
        assertEquals("5.55", cheaper.at("/net"));
        assertEquals("1", cheaper.at("/lines/0/quantity"));
        assertEquals("5.55", cheaper.at("/lines/0/unitPrice"));
        assertEquals("1", cheaper.at("/lines/0/correctsLine"));
    }

    @Test
    void turnsTheSidesOfTheEntry() {
        UUID invoice = receivables.postedMixed(caller, customer, "2026-11-02", "100.00", "50.00");
        credit(invoice, amount(1, "10.00") + "," + quantity(2, "1")).expect(201);
        assertEquals("""
                2026-11-20 sales_invoice | Gutschrift zu INV-000001
                    1200  Trade receivables                                              65.40  ; Kunde
                    4400  Revenue 19 % VAT                                 10.00                ; S 19 % of -10.00, box 81
                    3806  VAT 19 %                                          1.90                ; S 19 % of -10.00
                    4300  Revenue 7 % VAT                                  50.00                ; S 7 % of -50.00, box 86
                    3801  VAT 7 %                                           3.50                ; S 7 % of -50.00
                """, fixtures.journal(caller).lines().dropWhile(line -> !line.contains("Gutschrift"))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    private String balance(String account) {
        return fixtures.value(caller, String.class, "select sum(debit - credit)::text from ledger.lines where account = ?", account);
    }

    private String open(Api.Answer note) {
        return receivables.open(caller, receivables.item(caller, UUID.fromString(note.at("/id")))).toPlainString();
    }

    /** Pays an invoice in full with 2 % discount. */
    private UUID paid(UUID invoice, String amount, String discount) {
        return receivables.allocate(caller, receivables.item(caller, invoice),
                receivables.payment(caller, customer, "2026-11-05", amount), "2026-11-05", amount, discount);
    }

    @Test
    void takesBackTheCashDiscountThatWasGranted() {
        receivables.terms(caller, customer, 10, 2);
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        paid(invoice, "116.62", "2.38");
        Api.Answer note = credit(invoice, quantity(1, "1")).expect(201);
        assertEquals("119.00", note.at("/gross"));
        assertEquals("2.38", note.at("/cashDiscount"));
        assertEquals("partly_paid", note.at("/state"));
        assertEquals("-116.62", open(note));
        assertEquals("""
                2026-11-20 allocation | Rücknahme Skonto INV-000001
                    4736  Cash discounts granted 19 %                      -2.00                ; S 19 % of 2.00, box 81
                    3806  VAT 19 %                                         -0.38                ; S 19 % of 2.00
                    1200  Trade receivables                                              -2.38  ; Kunde

                2026-11-20 sales_invoice | Gutschrift zu INV-000001
                    1200  Trade receivables                                             119.00  ; Kunde
                    4400  Revenue 19 % VAT                                100.00                ; S 19 % of -100.00, box 81
                    3806  VAT 19 %                                         19.00                ; S 19 % of -100.00
                """, fixtures.journal(caller).lines().dropWhile(line -> !line.contains("Rücknahme"))
                .collect(Collectors.joining("\n", "", "\n")));
        assertEquals("0.00", balance("4736"));
        assertEquals("0.00", balance("3806"));
        assertEquals("0.00", balance("4400"));
        assertEquals("-116.62", balance("1200"));
    }

    @Test
    void takesTheDiscountBackByTheTaxesOfTheCreditNote() {
        receivables.terms(caller, customer, 10, 2);
        UUID invoice = receivables.postedMixed(caller, customer, "2026-11-02", "100.00", "100.00");
        paid(invoice, "221.48", "4.52");
        Api.Answer first = credit(invoice, quantity(1, "1")).expect(201);
        assertEquals("2.38", first.at("/cashDiscount"));
        assertEquals("0.00", balance("4736"));
        assertEquals("2.00", balance("4731"));
        Api.Answer second = credit(invoice, quantity(2, "1")).expect(201);
        assertEquals("2.14", second.at("/cashDiscount"));
        assertEquals("-104.86", open(second));
        for (String account : List.of("4736", "4731", "3806", "3801", "4400", "4300")) {
            assertEquals("0.00", balance(account), account);
        }
        assertEquals("-221.48", balance("1200"));
    }

    @Test
    void theSharesOfPartialCreditNotesAddUpToTheDiscount() {
        receivables.terms(caller, customer, 10, 2);
        UUID invoice = receivables.postedQuantity(caller, customer, "2026-11-02", "7", "14.29", "0");
        // 100.03 net, 119.04 gross
        paid(invoice, "116.66", "2.38");
        List<String> shares = IntStream.range(0, 7)
                .mapToObj(_ -> credit(invoice, quantity(1, "1")).expect(201).at("/cashDiscount")).toList();
        assertEquals(List.of("0.34", "0.34", "0.34", "0.34", "0.34", "0.34", "0.34"), shares);
        UUID other = receivables.posted(caller, customer, "2026-11-20", "100.00");
        receivables.allocate(caller, receivables.item(caller, other), receivables.payment(caller, customer, "2026-11-20", "59.50"),
                "2026-11-20", "58.83", "0.67");
        List<String> cents = IntStream.range(0, 4)
                .mapToObj(_ -> credit(other, amount(1, "25.00")).expect(201).at("/cashDiscount")).toList();
        assertEquals(List.of("0.17", "0.17", "0.17", "0.16"), cents);
        assertEquals("0.00", fixtures.value(caller, String.class, "select sum(discount)::text from receivables.allocations"));
    }

    @Test
    void takesNothingBackWhereNothingWasGranted() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        paid(invoice, "50.00", "0.00");
        Api.Answer note = credit(invoice, quantity(1, "1")).expect(201);
        assertFalse(note.body().has("cashDiscount"));
        assertEquals("-119.00", open(note));
    }

    @Test
    void neverCreditsMoreThanALineWasInvoicedAt() {
        UUID invoice = receivables.postedQuantity(caller, customer, "2026-11-02", "10", "10.00", "0");
        credit(invoice, quantity(1, "11")).expect(422, "credit_exceeds_invoice");
        credit(invoice, amount(1, "100.01")).expect(422, "credit_exceeds_invoice");
        credit(invoice, amount(1, "60.00") + "," + amount(1, "60.00")).expect(422, "credit_exceeds_invoice");
        credit(invoice, amount(1, "60.00")).expect(201);
        credit(invoice, quantity(1, "5")).expect(422, "credit_exceeds_invoice");
        credit(invoice, quantity(1, "4")).expect(201);
        Api.Answer refused = credit(invoice, quantity(1, "6")).expect(422, "credit_exceeds_invoice");
        assertEquals("/lines/0", refused.at("/errors/0/pointer"));
        credit(invoice, amount(1, "0.01")).expect(422, "credit_exceeds_invoice");
    }

    @Test
    void theLastPieceTakesTheRestOfTheLine() {
        // 3 at 0.335 are 1.01, but each alone is 0.34.
        UUID invoice = receivables.postedQuantity(caller, customer, "2026-11-02", "3", "0.335", "0");
        assertEquals("0.34", credit(invoice, quantity(1, "1")).expect(201).at("/net"));
        assertEquals("0.34", credit(invoice, quantity(1, "1")).expect(201).at("/net"));
        Api.Answer last = credit(invoice, quantity(1, "1")).expect(201);
        assertEquals("0.33", last.at("/net"));
        assertEquals("0.33", last.at("/lines/0/unitPrice"));
        UUID reduced = receivables.postedQuantity(caller, customer, "2026-11-20", "10", "10.00", "0");
        credit(reduced, amount(1, "30.00")).expect(201);
        assertEquals("70.00", credit(reduced, quantity(1, "10")).expect(201).at("/net"));
    }

    @Test
    void parallelCreditsStayWithinTheInvoice() {
        UUID invoice = receivables.postedQuantity(caller, customer, "2026-11-02", "10", "10.00", "0");
        List<Api.Answer> answers = api.as(caller).parallel(20, _ -> api.as(caller)
                .request("POST", PATH, body(invoice, quantity(1, "1")), UUID.randomUUID().toString()));
        assertEquals(10, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> answer.expect(422, "credit_exceeds_invoice"));
    }

    @Test
    void refusesWhatCannotBeCredited() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        credit(UUID.randomUUID(), quantity(1, "1")).expect(422, "unknown_invoice");
        credit(receivables.draft(caller, customer, "2026-11-02", "1.00"), quantity(1, "1")).expect(409, "invoice_state");
        credit(invoice, quantity(2, "1")).expect(422, "unknown_invoice_line");
        credit(invoice, "{\"line\": 1}").expect(422, "quantity_or_amount");
        credit(invoice, "{\"line\": 1, \"quantity\": \"1\", \"amount\": \"1\"}").expect(422, "quantity_or_amount");
        credit(invoice, quantity(1, "0")).expect(422, "range");
        credit(invoice, amount(1, "1.005")).expect(422, "scale");
        credit(invoice, quantity(1, "0.5")).expect(422, "quantity_fraction");
        api.as(caller).post(PATH, body(invoice, quantity(1, "1")).replace("2026-11-20", "2026-11-01")).expect(422, "date_before_document");
        receivables.posted(caller, customer, "2026-11-12", "1.00");
        api.as(caller).post(PATH, body(invoice, quantity(1, "1")).replace("2026-11-20", "2026-11-11")).expect(409, "date_order");
        UUID note = UUID.fromString(credit(invoice, amount(1, "1.00")).expect(201).at("/id"));
        credit(note, quantity(1, "1")).expect(409, "invoice_state");
        fixtures.in(caller, tx -> {
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-12', 'soft_closed', 'closed')",
                    tx.company());
            return null;
        });
        api.as(caller).post(PATH, body(invoice, quantity(1, "1")).replace("2026-11-20", "2026-12-01")).expect(409, "period_closed");
    }

    @Test
    void aDryRunCreditsNothing() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        assertFalse(api.as(caller).post(PATH + "?dryRun=true", body(invoice, quantity(1, "1"))).expect(201).body().has("number"));
        credit(invoice, quantity(1, "1")).expect(201);
    }
}
