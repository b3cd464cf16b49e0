package erp.receivables.allocatepayment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Period;
import erp.receivables.Undoing;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class AllocatePaymentTest {

    private static final String PATH = "/api/v1/allocations";

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
        fixtures.in(caller, tx -> {
            tx.write("update partners.partners set discount_days = 10, discount_percent = 2 where company_id = ? and id = ?", tx.company(),
                    customer);
            return null;
        });
    }

    @AfterEach
    void everythingIsConsistent() {
        receivables.check(caller);
    }

    private static String body(UUID debit, UUID credit, String amount, String discount) {
        return "{\"debitItemId\": \"%s\", \"creditItemId\": \"%s\", \"amount\": \"%s\", \"date\": \"2026-11-20\"%s}".formatted(debit,
                credit, amount, discount == null ? "" : ", \"discount\": \"" + discount + "\"");
    }

    private Api.Answer allocate(UUID debit, UUID credit, String amount, String discount) {
        return api.as(caller).post(PATH, body(debit, credit, amount, discount));
    }

    private UUID item(UUID document) {
        return receivables.item(caller, document);
    }

    @Test
    void settlesAnInvoiceInTwoParts() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID payment = receivables.payment(caller, customer, "2026-11-05", "119.00");
        Api.Answer part = allocate(item(invoice), payment, "50.00", null).expect(201);
        assertEquals("69.00", part.at("/debitOpen"));
        assertEquals("-69.00", part.at("/creditOpen"));
        assertEquals(PATH + "/" + part.at("/id"), part.header("Location"));
        assertEquals("partly_paid", receivables.state(caller, invoice));
        allocate(item(invoice), payment, "69.00", null).expect(201);
        assertEquals("paid", receivables.state(caller, invoice));
    }

    @Test
    void aCreditNoteSettlesItsInvoice() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID note = receivables.credited(caller, invoice, "2026-11-05", "100.00");
        allocate(item(invoice), item(note), "119.00", null).expect(201);
        assertEquals("paid", receivables.state(caller, invoice));
        assertEquals("paid", receivables.state(caller, note));
    }

    @Test
    void splitsACashDiscountByTheTaxesOfTheInvoice() {
        UUID invoice = receivables.postedMixed(caller, customer, "2026-11-02", "100.00", "100.00");
        UUID payment = receivables.payment(caller, customer, "2026-11-12", "221.48");
        allocate(item(invoice), payment, "221.48", "4.52").expect(201);
        assertEquals("paid", receivables.state(caller, invoice));
        assertEquals("""
                2026-11-20 allocation | Skonto INV-000001
                    4736  Cash discounts granted 19 %                       2.00                ; S 19 % of -2.00, box 81
                    3806  VAT 19 %                                          0.38                ; S 19 % of -2.00
                    4731  Cash discounts granted 7 %                        2.00                ; S 7 % of -2.00, box 86
                    3801  VAT 7 %                                           0.14                ; S 7 % of -2.00
                    1200  Trade receivables                                               4.52  ; Kunde
                """, fixtures.journal(caller).lines().dropWhile(line -> !line.contains("Skonto"))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    @Test
    void grantsACashDiscountOnlyWithinTheTerms() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID inTime = receivables.payment(caller, customer, "2026-11-12", "116.62");
        UUID late = receivables.payment(caller, customer, "2026-11-13", "116.62");
        allocate(item(invoice), late, "116.62", "2.38").expect(422, "cash_discount_not_granted");
        allocate(item(invoice), inTime, "116.61", "2.39").expect(422, "cash_discount_not_granted");
        UUID other = receivables.posted(caller, customer, "2026-11-12", "98.00");
        UUID note = receivables.credited(caller, other, "2026-11-13", "98.00");
        allocate(item(invoice), item(note), "116.62", "2.38").expect(422, "cash_discount_not_granted");
        // Half of it in time brings half of the discount.
        allocate(item(invoice), inTime, "58.31", "1.19").expect(201);
        allocate(item(invoice), inTime, "58.31", "1.19").expect(201);
        assertEquals("paid", receivables.state(caller, invoice));
        UUID refund = receivables.payment(caller, customer, "2026-11-14", "-10.00");
        allocate(refund, late, "9.80", "0.20").expect(422, "cash_discount_not_granted");
    }

    @Test
    void grantsNoCashDiscountOnWhatWasCredited() {
        receivables.terms(caller, customer, 10, 3);
        UUID credited = receivables.posted(caller, customer, "2026-11-02", "100.00");
        receivables.credited(caller, credited, "2026-11-04", "100.00");
        UUID payment = receivables.payment(caller, customer, "2026-11-05", "300.00");
        allocate(item(credited), payment, "115.43", "3.57").expect(422, "cash_discount_not_granted");
        UUID half = receivables.posted(caller, customer, "2026-11-05", "100.00");
        receivables.credited(caller, half, "2026-11-06", "50.00");
        assertTrue(allocate(item(half), payment, "117.20", "1.80").expect(422, "cash_discount_not_granted").at("/detail").contains("1.79"));
        allocate(item(half), payment, "100.00", "1.00").expect(201);
        assertTrue(allocate(item(half), payment, "17.20", "0.80").expect(422, "cash_discount_not_granted").at("/detail").contains("0.54"));
    }

    @Test
    void aCashDiscountThatWasUndoneCanBeGrantedAgain() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID payment = receivables.payment(caller, customer, "2026-11-05", "116.62");
        UUID first = UUID.fromString(allocate(item(invoice), payment, "116.62", "2.38").expect(201).at("/id"));
        fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            return Undoing.of(tx, first).post(company, Period.lock(tx, company, LocalDate.parse("2026-11-20")), null);
        });
        allocate(item(invoice), payment, "116.62", "2.38").expect(201);
    }

    @Test
    void refusesWhatDoesNotFit() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID payment = receivables.payment(caller, customer, "2026-11-05", "100.00");
        UUID nobody = UUID.randomUUID();
        allocate(item(invoice), nobody, "1.00", null).expect(422, "unknown_open_item");
        allocate(nobody, payment, "1.00", null).expect(422, "unknown_open_item");
        allocate(payment, item(invoice), "1.00", null).expect(422, "item_side");
        allocate(item(invoice), item(invoice), "1.00", null).expect(422, "item_side");
        allocate(item(invoice), payment, "100.01", null).expect(409, "over_allocation");
        allocate(item(invoice), payment, "0.00", null).expect(422, "range");
        UUID other = receivables.payment(caller, fixtures.customer(caller, "Anderer", "DE"), "2026-11-05", "100.00");
        allocate(item(invoice), other, "1.00", null).expect(422, "different_customers");
        UUID later = receivables.payment(caller, customer, "2026-11-21", "100.00");
        allocate(item(invoice), later, "1.00", null).expect(422, "date_before_document");
        allocate(item(invoice), payment, "100.00", null).expect(201);
        allocate(item(invoice), payment, "1.00", null).expect(409, "over_allocation");
        fixtures.in(caller, tx -> {
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-11', 'soft_closed', 'closed')",
                    tx.company());
            return null;
        });
        allocate(item(invoice), later, "1.00", null).expect(409, "period_closed");
    }

    @Test
    void parallelAllocationsNeverTakeMoreThanIsOpen() {
        UUID invoice = item(receivables.posted(caller, customer, "2026-11-02", "100.00"));
        List<UUID> payments = IntStream.range(0, 30).mapToObj(_ -> receivables.payment(caller, customer, "2026-11-05", "10.00")).toList();
        List<Api.Answer> answers = api.as(caller).parallel(30, i -> api.as(caller)
                .request("POST", PATH, body(invoice, payments.get(i), "10.00", null), UUID.randomUUID().toString()));
        assertEquals(11, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> answer.expect(409, "over_allocation"));
        assertEquals("9.00", receivables.open(caller, invoice).toString());
    }

    @Test
    void parallelAllocationsAcrossTheSameItemsDoNotBlockEachOther() {
        List<UUID> debits = IntStream.range(0, 5).mapToObj(_ -> item(receivables.posted(caller, customer, "2026-11-02",
                "100.00"))).toList();
        List<UUID> credits = IntStream.range(0, 5).mapToObj(_ -> receivables.payment(caller, customer, "2026-11-05", "119.00")).toList();
        List<Api.Answer> answers = api.as(caller).parallel(50, i -> api.as(caller)
                .request("POST", PATH, body(debits.get(i % 5), credits.get((i / 5 + i) % 5), "10.00", null), UUID.randomUUID().toString()));
        answers.forEach(answer -> assertTrue(answer.status() == 201 || answer.at("/code").equals("over_allocation"), answer.toString()));
        assertEquals(50, answers.stream().filter(answer -> answer.status() == 201).count());
    }

    @Test
    void whateverIsInvoicedPaidCreditedAndAllocatedTheBooksAgree() {
        Random random = new Random(20261121);
        List<UUID> customers = List.of(customer, fixtures.customer(caller, "Zweiter", "DE"));
        List<UUID> debits = new ArrayList<>();
        List<UUID> credits = new ArrayList<>();
        List<UUID> invoices = new ArrayList<>();
        int settled = 0;
        for (int step = 0; step < 250; step++) {
            UUID who = customers.get(random.nextInt(2));
            String amount = BigDecimal.valueOf(random.nextInt(1, 30_000), 2).toString();
            switch (random.nextInt(7)) {
                case 0 -> {
                    invoices.add(receivables.posted(caller, who, "2026-11-10", amount, BigDecimal.valueOf(random.nextInt(1, 300),
                            2).toString()));
                    debits.add(item(invoices.getLast()));
                }
                case 1 -> credits.add(receivables.payment(caller, who, "2026-11-11", amount));
                case 2 -> debits.add(receivables.payment(caller, who, "2026-11-11", "-" + amount));
                case 3 -> {
                    if (!invoices.isEmpty()) {
                        credits.add(item(receivables.credited(caller, invoices.get(random.nextInt(invoices.size())), "2026-11-10",
                                amount)));
                    }
                }
                default -> {
                    if (!debits.isEmpty() && !credits.isEmpty()) {
                        UUID debit = debits.get(random.nextInt(debits.size()));
                        UUID credit = credits.get(random.nextInt(credits.size()));
                        // Up to a little more than is open, so that most fit, some are too much, and some take exactly what is there.
                        int most = receivables.open(caller, debit).min(receivables.open(caller,
                                credit).negate()).movePointRight(2).intValueExact();
                        int taken = random.nextInt(4) == 0 ? most : random.nextInt(0, most + most / 10 + 2);
                        Api.Answer answer = allocate(debit, credit, BigDecimal.valueOf(Math.max(1, taken), 2).toString(),
                                random.nextInt(3) == 0 ? BigDecimal.valueOf(Math.max(1, taken / 60), 2).toString() : null);
                        settled += answer.status() == 201 ? 1 : 0;
                        assertTrue(answer.status() == 201 || List.of("over_allocation", "different_customers", "cash_discount_not_granted")
                                .contains(answer.at("/code")), answer.toString());
                    }
                }
            }
            receivables.check(caller);
        }
        assertTrue(settled > 15, "only " + settled + " allocations fitted");
    }
}
