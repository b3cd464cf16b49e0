package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What settles what, is undone, credited and cancelled, through all functions of receivables. */
@MicronautTest(transactional = false)
class SettlementTest {

    private static final String DAY = "2026-11-20";
    private static final int STEPS = 600;
    private static final Set<String> REFUSALS = Set.of("over_allocation", "different_customers", "cash_discount_not_granted",
            "already_undone", "part_of_cancellation",
            "discount_taken_back", "already_cancelled", "already_paid", "already_credited", "invoice_state",
            "credit_exceeds_invoice", "date_before_document");

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
        customer = customer("Kunde");
    }

    @AfterEach
    void everythingIsConsistent() {
        receivables.check(caller);
    }

    private UUID customer(String name) {
        UUID id = fixtures.customer(caller, name, "DE");
        receivables.terms(caller, id, 10, 2);
        return id;
    }

    private Api.Answer post(String path, String body, Object... values) {
        return api.as(caller).post("/api/v1" + path, body.formatted(values));
    }

    private static String wish(UUID debit, UUID credit, String amount, String discount) {
        return "{\"debitItemId\": \"%s\", \"creditItemId\": \"%s\", \"amount\": \"%s\"%s, \"date\": \"%s\"}".formatted(debit, credit,
                amount, discount == null ? "" : ", \"discount\": \"" + discount + "\"", DAY);
    }

    private UUID allocate(UUID debit, UUID credit, String amount, String discount) {
        return id(post("/allocations", "%s", wish(debit, credit, amount, discount)).expect(201));
    }

    private static String piece(UUID invoice, String net) {
        return "{\"invoiceId\": \"%s\", \"date\": \"%s\", \"lines\": [{\"line\": 1, \"amount\": \"%s\"}]}".formatted(invoice, DAY, net);
    }

    private static String dated() {
        return "{\"date\": \"" + DAY + "\"}";
    }

    private UUID item(UUID document) {
        return receivables.item(caller, document);
    }

    private static UUID id(Api.Answer answer) {
        return UUID.fromString(answer.at("/id"));
    }

    private String balance(String account) {
        return fixtures.value(caller, String.class, "select sum(debit - credit)::text from ledger.lines where account = ?", account);
    }

    @Test
    void aDiscountIsUndoneOnceNoCreditNoteHasTakenItBack() {
        UUID invoice = receivables.posted(caller, customer, DAY, "100.00");
        UUID money = receivables.payment(caller, customer, DAY, "116.62");
        UUID granted = allocate(item(invoice), money, "116.62", "2.38");
        UUID note = id(post("/credit-notes", "%s", piece(invoice, "100.00")).expect(201));
        assertEquals("2.38", api.as(caller).get("/api/v1/sales-invoices/" + note).expect(200).at("/cashDiscount"));
        UUID payment = receivables.source(caller, money);
        post("/payments/" + payment + "/cancel", dated()).expect(409, "discount_taken_back");
        post("/allocations/" + granted + "/undo", dated()).expect(409, "discount_taken_back");

        UUID takenBack = fixtures.value(caller, UUID.class, "select id from receivables.allocations where credit_item = ?", item(note));
        assertEquals("-119.00", post("/allocations/" + takenBack + "/undo", dated()).expect(201).at("/creditOpen"));
        assertFalse(api.as(caller).get("/api/v1/sales-invoices/" + note).body().has("cashDiscount"));
        assertEquals("posted", receivables.state(caller, note));
        post("/payments/" + payment + "/cancel", dated()).expect(201);
        allocate(item(invoice), item(note), "119.00", null);
        assertEquals("paid", receivables.state(caller, invoice));
        for (String account : List.of("1200", "1800", "4400", "4736", "3806")) {
            assertEquals("0.00", balance(account), account);
        }
    }

    @Test
    void whatBelongsToACancellationIsNotUndone() {
        UUID invoice = receivables.posted(caller, customer, DAY, "100.00");
        post("/sales-invoices/" + invoice + "/cancel", dated()).expect(201);
        UUID payment = receivables.source(caller, receivables.payment(caller, customer, DAY, "50.00"));
        UUID counter = id(post("/payments/" + payment + "/cancel", dated()).expect(201));
        for (UUID cancelling : fixtures.in(caller, tx -> tx.list(UUID.class, "select id from receivables.allocations"))) {
            post("/allocations/" + cancelling + "/undo", dated()).expect(409, "part_of_cancellation");
        }
        post("/payments/" + counter + "/cancel", dated()).expect(409, "part_of_cancellation");
        assertEquals(payment.toString(), api.as(caller).get("/api/v1/payments/" + counter).at("/cancelsId"));
        assertEquals(counter.toString(), api.as(caller).get("/api/v1/payments/" + payment).at("/cancelledById"));
    }

    @Test
    void anInvoiceWhosePaymentIsCancelledCanBeCancelled() {
        UUID invoice = receivables.posted(caller, customer, DAY, "100.00");
        UUID money = receivables.payment(caller, customer, DAY, "119.00");
        allocate(item(invoice), money, "119.00", null);
        post("/sales-invoices/" + invoice + "/cancel", dated()).expect(409, "already_paid");
        post("/payments/" + receivables.source(caller, money) + "/cancel", dated()).expect(201);
        post("/sales-invoices/" + invoice + "/cancel", dated()).expect(201);
        assertEquals("cancelled", receivables.state(caller, invoice));
    }

    @Test
    void theOpenItemsOfAnEarlierDayStayWhatTheyWere() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID money = receivables.payment(caller, customer, "2026-11-03", "119.00");
        UUID allocation = receivables.allocate(caller, item(invoice), money, "2026-11-04", "119.00");
        Api.Answer undo = post("/allocations/" + allocation + "/undo", "{\"date\": \"2026-11-06\"}").expect(201);
        assertEquals(0, openItems("2026-11-05"));
        assertEquals(2, openItems("2026-11-06"));
        post("/payments/" + receivables.source(caller, money) + "/cancel", "{\"date\": \"2026-11-09\"}").expect(201);
        assertEquals(0, openItems("2026-11-05"));
        assertEquals(2, openItems("2026-11-08"));
        assertEquals(1, openItems("2026-11-09"));
        assertEquals(allocation.toString(), api.as(caller).get("/api/v1/allocations/" + undo.at("/id")).at("/undoesId"));
        assertEquals(undo.at("/id"), api.as(caller).get("/api/v1/allocations/" + allocation).at("/undoneById"));
    }

    @Test
    void whatWasSettledOnADayIsNotSettledOnThatDayAgain() {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID money = receivables.payment(caller, customer, "2026-11-03", "119.00");
        UUID other = receivables.payment(caller, customer, "2026-11-03", "119.00");
        UUID allocation = receivables.allocate(caller, item(invoice), money, "2026-11-04", "119.00");
        post("/allocations/" + allocation + "/undo", "{\"date\": \"2026-11-09\"}").expect(201);
        String early = wish(item(invoice), other, "119.00", null).replace(DAY, "2026-11-08");
        post("/allocations", "%s", early).expect(422, "date_before_document");
        post("/sales-invoices/" + invoice + "/cancel", "{\"date\": \"2026-11-08\"}").expect(422, "date_before_document");
        post("/payments/" + receivables.source(caller, money) + "/cancel", "{\"date\": \"2026-11-08\"}")
                .expect(422, "date_before_document");
        post("/allocations", "%s", early.replace("2026-11-08", "2026-11-09")).expect(201);
    }

    @Test
    void aDiscountIsOnNoDayTakenBackFurtherThanItWasGranted() {
        UUID invoice = receivables.posted(caller, customer, "2026-08-31", "100.00");
        UUID money = receivables.payment(caller, customer, "2026-09-01", "116.62");
        UUID granted = receivables.allocate(caller, item(invoice), money, "2026-09-01", "116.62", "2.38");
        UUID note = id(post("/credit-notes", "%s", piece(invoice, "100.00").replace(DAY, "2026-10-05")).expect(201));
        UUID takenBack = fixtures.value(caller, UUID.class, "select id from receivables.allocations where credit_item = ?", item(note));
        post("/allocations/" + takenBack + "/undo", "{\"date\": \"2026-11-10\"}").expect(201);
        Api.Answer early = post("/allocations/" + granted + "/undo", "{\"date\": \"2026-10-06\"}").expect(422, "date_before_document");
        assertTrue(early.at("/detail").contains("2026-11-10"), early::toString);
        post("/payments/" + receivables.source(caller, money) + "/cancel", "{\"date\": \"2026-10-06\"}")
                .expect(422, "date_before_document");
        post("/allocations/" + granted + "/undo", "{\"date\": \"2026-11-10\"}").expect(201);
    }

    private int openItems(String day) {
        return api.as(caller).get("/api/v1/open-items?asOf=" + day).expect(200).body().at("/items").size();
    }

    @Test
    void whateverIsSettledUndoneCreditedAndCancelledTheBooksAgree() {
        Random random = new Random(20261121);
        List<UUID> customers = List.of(customer, customer("Zweiter"));
        List<UUID> invoices = new ArrayList<>();
        List<UUID> payments = new ArrayList<>();
        List<UUID> allocations = new ArrayList<>();
        List<UUID> debits = new ArrayList<>();
        List<UUID> credits = new ArrayList<>();
        Map<String, Integer> done = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            UUID who = customers.get(random.nextInt(2));
            int cents = random.nextInt(1, 20_000);
            // Documents follow their numbers; the rest happens up to five days later, and not in order.
            String day = LocalDate.of(2026, 11, 1).plusDays(step * 10 / STEPS).toString();
            String later = LocalDate.parse(day).plusDays(random.nextInt(6)).toString();
            String amount = BigDecimal.valueOf(cents, 2).toString();
            String what = step < 20 ? "make" : List.of("make", "make", "allocate", "allocate", "allocate", "allocate", "undo", "credit",
                    "credit", step % 3 == 0 ? "cancel a payment" : "undo", step % 3 == 0 ? "cancel an invoice" : "credit")
                    .get(random.nextInt(11));
            Api.Answer answer = switch (what) {
                case "make" -> {
                    UUID invoice = receivables.postedMixed(caller, who, day, amount, BigDecimal.valueOf(cents / 3 + 1, 2).toString());
                    invoices.add(invoice);
                    debits.add(item(invoice));
                    UUID in = receivables.payment(caller, who, day, amount);
                    credits.add(in);
                    payments.add(receivables.source(caller, in));
                    if (random.nextInt(4) == 0) {
                        debits.add(receivables.payment(caller, who, day, "-" + amount));
                        payments.add(receivables.source(caller, debits.getLast()));
                    }
                    yield null;
                }
                case "allocate" -> {
                    UUID debit = any(debits, random);
                    UUID credit = any(credits, random);
                    int most = receivables.open(caller, debit).min(receivables.open(caller, credit).negate()).movePointRight(2)
                            .intValueExact();
                    int taken = Math.max(1, random.nextInt(3) == 0 ? most : random.nextInt(0, most + most / 10 + 2));
                    yield post("/allocations", "%s", wish(debit, credit, BigDecimal.valueOf(taken, 2).toString(),
                            random.nextBoolean() ? BigDecimal.valueOf(Math.max(1, taken / 60), 2).toString() : null)
                            .replace(DAY, later));
                }
                case "undo" -> allocations.isEmpty() ? null
                        : post("/allocations/" + any(allocations, random) + "/undo", dated().replace(DAY, later));
                case "credit" -> post("/credit-notes", "%s", piece(any(invoices, random), amount).replace(DAY, day));
                case "cancel a payment" -> post("/payments/" + any(payments, random) + "/cancel", dated().replace(DAY, later));
                default -> post("/sales-invoices/" + any(invoices, random) + "/cancel", dated().replace(DAY, day));
            };
            if (answer != null) {
                assertTrue(answer.status() == 201 || REFUSALS.contains(answer.at("/code")), answer::toString);
                if (answer.status() == 201) {
                    done.merge(what, 1, Integer::sum);
                }
                if (answer.status() == 201 && what.equals("credit")) {
                    credits.add(item(id(answer)));
                    done.merge(answer.body().has("cashDiscount") ? "take a discount back" : "credit what had none", 1, Integer::sum);
                }
            }
            allocations = fixtures.in(caller, tx -> tx.list(UUID.class, "select id from receivables.allocations order by id"));
            receivables.check(caller);
        }
        assertEquals("0.00", fixtures.value(caller, String.class, "select sum(debit - credit)::text from ledger.lines"));
        assertTrue(done.size() == 7 && done.values().stream().allMatch(times -> times >= 3), done::toString);
    }

    private static UUID any(List<UUID> ids, Random random) {
        return ids.get(random.nextInt(ids.size()));
    }

    @Test
    void allOfItAtOnceNeitherBlocksNorTakesMoreThanIsOpen() {
        Random random = new Random(7);
        long deadlocks = deadlocks();
        for (int round = 0; round < 5; round++) {
            List<UUID> invoices = new ArrayList<>();
            List<UUID> payments = new ArrayList<>();
            List<UUID> allocations = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                invoices.add(receivables.posted(caller, customer, DAY, "100.00"));
                payments.add(receivables.payment(caller, customer, DAY, "119.00"));
                allocations.add(allocate(item(invoices.get(i)), payments.get(i), "49.00", "1.00"));
            }
            UUID refund = receivables.payment(caller, customer, DAY, "-40.00");
            List<UUID> debits = new ArrayList<>(invoices.stream().map(this::item).toList());
            debits.add(refund);
            List<UUID> sources = new ArrayList<>(payments.stream().map(item -> receivables.source(caller, item)).toList());
            sources.add(receivables.source(caller, refund));
            List<Api.Answer> answers = api.as(caller).parallel(60, i -> {
                String[] request = switch (i % 6) {
                    case 0, 1, 2 -> new String[] {"/allocations", wish(any(debits, random), any(payments, random), "20.00", null)};
                    case 3 -> new String[] {"/allocations/" + any(allocations, random) + "/undo", dated()};
                    case 4 -> i < 40 ? new String[] {"/credit-notes", piece(any(invoices, random), "10.00")}
                            : new String[] {"/sales-invoices/" + any(invoices, random) + "/cancel", dated()};
                    default -> new String[] {"/payments/" + any(sources, random) + "/cancel", dated()};
                };
                return api.as(caller).request("POST", "/api/v1" + request[0], request[1], UUID.randomUUID().toString());
            });
            answers.forEach(answer -> assertTrue(answer.status() == 201 || REFUSALS.contains(answer.at("/code")), answer::toString));
            receivables.check(caller);
        }
        assertEquals(deadlocks, deadlocks());
    }

    private long deadlocks() {
        return fixtures.value(caller, Long.class, "select deadlocks from pg_stat_database where datname = current_database()");
    }
}
