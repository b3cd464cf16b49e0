package erp.receivables.rundunning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.company.Companies;
import erp.money.BaseRates;
import erp.money.DefaultInterest;
import erp.money.Money;
import erp.security.Caller;
import erp.tasks.Wish;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import erp.testing.TaskRuns;
import erp.work.Ids;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class RunDunningTest {

    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    @Inject
    TaskRuns tasks;
    private Caller caller;
    private UUID customer;
    private LocalDate today;

    @BeforeEach
    void company() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
        today = fixtures.in(caller, tx -> Companies.read(tx).date(tx.now()));
    }

    @Test
    void writesEachCustomerOneLetterAboutAllThatIsOverdue() {
        UUID other = fixtures.customer(caller, "Andere", "DE");
        overdue(customer, 20, "100.00");
        overdue(other, 10, "10.00");
        overdue(customer, 7, "200.00");
        overdue(customer, 6, "400.00");
        overdue(customer, -5, "800.00");
        fixtures.customer(caller, "Ohne Rechnung", "DE");
        assertEquals("{\"claims\": 3, \"letters\": 2}", run().result());
        assertEquals(List.of("Andere 1 reminder 11.90 + 0.00 + 0.00 + 0.00 = 11.90",
                "Kunde 1 reminder 357.00 + 0.00 + 0.00 + 0.00 = 357.00"), letters());
        assertEquals(List.of("10 days: 11.90 of 11.90", "20 days: 119.00 of 119.00", "7 days: 238.00 of 238.00"), items());
        assertEquals(today.plusDays(7), fixtures.value(caller, LocalDate.class, "select pay_by from receivables.dunning_letters limit 1"));
    }

    @Test
    void freezesWhoWasWritten() {
        overdue(customer, 10, "100.00");
        run();
        sql("update partners.partners set name = 'Umbenannt' where company_id = ? and id = ?", customer);
        assertEquals("Kunde|Muster GmbH|de", fixtures.value(caller, String.class, """
                select concat_ws('|', snapshot #>> '{buyer,name}', snapshot #>> '{seller,name}', snapshot #>> '{buyer,language}')
                  from receivables.dunning_letters"""));
    }

    @Test
    void wantsEachLetterRenderedAndThenMailedToWhoHasAnAddress() {
        overdue(customer, 10, "100.00");
        overdue(fixtures.customer(caller, "Ohne Adresse", "DE"), 10, "100.00");
        sql("update partners.partners set email = 'buchhaltung@kunde.example' where company_id = ? and id = ?", customer);
        run();
        assertEquals(List.of("ready", "ready"), tasks.of(caller, "render-document").stream().map(TaskRuns.Row::state).toList());
        TaskRuns.Row mail = tasks.of(caller, "deliver-mail").getFirst();
        UUID letter = fixtures.value(caller, UUID.class, "select id from receivables.dunning_letters where partner_id = ?", customer);
        assertEquals("waiting dunning-letters/" + letter, mail.state() + " " + mail.document());
        assertTrue(mail.args().contains("\"to\": \"buchhaltung@kunde.example\""), mail::args);
        TaskRuns.Row render = tasks.of(caller, "render-document").stream().filter(row -> row.document().equals(mail.document())).findFirst()
                .orElseThrow();
        assertEquals("{\"source\": {\"id\": \"" + letter + "\", \"type\": \"dunning_letter\"}}", render.args());
        assertEquals(List.of(render.id() + " " + mail.id()), fixtures.in(caller, tx -> tx.list(String.class,
                "select task_id || ' ' || next_id from tasks.successors where company_id = ?", tx.company())));
    }

    @Test
    void doesNothingWhenItRunsAgain() {
        overdue(customer, 50, "100.00");
        run();
        assertEquals("{\"claims\": 0, \"letters\": 0}", run().result());
        assertEquals(1, letters().size());
    }

    @Test
    void raisesAClaimByOneStepWhenItsTimeIsOver() {
        UUID invoice = overdue(customer, 60, "1000.00");
        letter(invoice, 1, today.minusDays(20), today.minusDays(13));
        sql("update partners.partners set vat_id = 'DE136695976' where company_id = ? and id = ?", customer);
        run();
        LocalDate until = today.isBefore(BaseRates.announcedUntil()) ? today : BaseRates.announcedUntil();
        Money interest = DefaultInterest.of(Money.of(new BigDecimal("1190.00"), Currency.getInstance("EUR")), today.minusDays(60), until,
                DefaultInterest.Debtor.BUSINESS);
        String total = interest.amount().add(new BigDecimal("1230.00")).toPlainString();
        assertEquals("Kunde 2 demand 1190.00 + " + interest.amount() + " + 40.00 + 0.00 = " + total, letters().getLast());
        assertEquals(until, fixtures.value(caller, LocalDate.class,
                "select interest_until from receivables.dunning_letters where level = 2"));
    }

    @Test
    void claimsInterestOfADebtOfLastYear() {
        UUID invoice = receivables.posted(caller, customer, "2025-01-17", "1000.00");
        sql("update partners.partners set vat_id = 'DE136695976' where company_id = ? and id = ?", customer);
        letter(invoice, 1, LocalDate.parse("2025-02-10"), LocalDate.parse("2025-02-17"));
        run();
        BigDecimal interest = fixtures.value(caller, BigDecimal.class, "select interest from receivables.dunning_letters where level = 2");
        // 1190.00 from 1 February 2025: 150 days at 11.27 and 365 at 10.27 up to the end of June 2026, and more when later rates are known.
        BigDecimal known = new BigDecimal("177.33");
        assertEquals(BaseRates.announcedUntil().equals(LocalDate.parse("2026-06-30")) ? 0 : 1, interest.compareTo(known),
                interest::toString);
    }

    @Test
    void sparesWhomSomebodyHasBlocked() {
        overdue(customer, 10, "100.00");
        UUID disputed = overdue(fixtures.customer(caller, "Strittig", "DE"), 10, "100.00");
        block(customer, null, today);
        block(null, disputed, today.plusDays(30));
        assertEquals("{\"claims\": 0, \"letters\": 0}", run().result());
        // The newest counts, and one that has passed ends it.
        block(customer, null, today.minusDays(1));
        assertEquals("{\"claims\": 1, \"letters\": 1}", run().result());
        block(null, disputed, today.minusDays(1));
        assertEquals("{\"claims\": 1, \"letters\": 1}", run().result());
    }

    @Test
    void asksNobodyWhoseCreditCoversIt() {
        overdue(customer, 10, "100.00");
        receivables.payment(caller, customer, today.minusDays(1).toString(), "119.00");
        assertEquals("{\"claims\": 0, \"letters\": 0}", run().result());
        overdue(customer, 9, "200.00");
        run();
        assertEquals(List.of("Kunde 1 reminder 238.00 + 0.00 + 0.00 + 0.00 = 238.00"), letters());
    }

    @Test
    void asksOnlyForWhatIsOpen() {
        UUID invoice = overdue(customer, 10, "100.00");
        UUID payment = receivables.payment(caller, customer, today.minusDays(1).toString(), "19.00");
        receivables.allocate(caller, receivables.item(caller, invoice), payment, today.minusDays(1).toString(), "19.00");
        run();
        assertEquals(List.of("10 days: 100.00 of 119.00"), items());
    }

    @Test
    void manyRunsAtOnceWriteEachCustomerOnce() {
        List<UUID> customers = IntStream.range(0, 10).mapToObj(i -> fixtures.customer(caller, "Kunde " + i, "DE")).toList();
        customers.forEach(one -> overdue(one, 10, "100.00"));
        List<UUID> runs = IntStream.range(0, 8).mapToObj(_ -> tasks.enqueue(caller, Wish.of(new RunDunning.Dunning(null)))).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<CompletableFuture<TaskRuns.Row>> rows = runs.stream()
                    .map(id -> CompletableFuture.supplyAsync(() -> tasks.attempt(caller, id), threads)).toList();
            rows.forEach(row -> assertEquals("done", row.join().state(), () -> row.join().toString()));
        }
        assertEquals(10, letters().size());
        assertEquals(10, items().size());
    }

    @Test
    void aClaimIsNeverDunnedTwiceAtOneLevel() {
        UUID invoice = overdue(customer, 50, "100.00");
        letter(invoice, 1, today.minusDays(20), today.minusDays(13));
        RuntimeException twice = assertThrows(RuntimeException.class, () -> letter(invoice, 1, today, today.plusDays(7)));
        assertTrue(twice.getMessage().contains("already_dunned"), twice::toString);
    }

    @Test
    void continuesBehindTheCustomerItIsTold() {
        List<UUID> customers = IntStream.range(0, 3).mapToObj(i -> fixtures.customer(caller, "Kunde " + i, "DE")).sorted().toList();
        customers.forEach(one -> overdue(one, 10, "100.00"));
        // The order is that of the database: identifiers of version 7 rise.
        tasks.run(caller, new RunDunning.Dunning(customers.get(1)));
        assertEquals(List.of(customers.get(2)), fixtures.in(caller,
                tx -> tx.list(UUID.class, "select partner_id from receivables.dunning_letters where company_id = ?", tx.company())));
    }

    @Test
    void aRunWritesToTwoHundredCustomersAndWantsTheNextOne() {
        IntStream.range(0, 201).forEach(i -> overdue(fixtures.customer(caller, "Kunde " + i, "DE"), 10, "1.00"));
        assertEquals("{\"claims\": 200, \"letters\": 200}", run().result());
        assertEquals(List.of("ready"), tasks.of(caller, "run-dunning").stream().map(TaskRuns.Row::state).filter("ready"::equals).toList());
        tasks.attempt(caller, tasks.of(caller, "run-dunning").getLast().id());
        assertEquals(201, letters().size());
        assertEquals(2, tasks.of(caller, "run-dunning").size(), "nobody is left");
    }

    @Test
    void looksAtNoOtherCompany() {
        overdue(customer, 10, "100.00");
        Caller other = fixtures.company();
        assertEquals("{\"claims\": 0, \"letters\": 0}", tasks.run(other, new RunDunning.Dunning(null)).result());
        assertEquals(List.of(), letters());
    }

    private TaskRuns.Row run() {
        TaskRuns.Row row = tasks.run(caller, new RunDunning.Dunning(null));
        assertEquals("done", row.state(), row::toString);
        return row;
    }

    /** A posted invoice that is overdue for so many days. */
    private UUID overdue(UUID debtor, int days, String net) {
        return receivables.posted(caller, debtor, today.minusDays(days + 14L).toString(), net);
    }

    /** A letter of an earlier run. */
    private void letter(UUID invoice, int level, LocalDate date, LocalDate payBy) {
        fixtures.dunned(caller, invoice, level, date.toString(), payBy.toString());
    }

    private void block(@Nullable UUID partner, @Nullable UUID invoice, LocalDate until) {
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into receivables.dunning_blocks (company_id, id, partner_id, invoice_id, until, reason)
                    values (?, ?, ?, ?, ?, 'Strittig')""", tx.company(), Ids.next(), partner, invoice, until);
            return null;
        });
    }

    private List<String> letters() {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select concat(snapshot #>> '{buyer,name}', ' ', level, ' ', text, ' ', open, ' + ', interest, ' + ', compensation, ' + ',
                              fee, ' = ', total)
                  from receivables.dunning_letters where company_id = ? order by level, snapshot #>> '{buyer,name}'""", tx.company()));
    }

    private List<String> items() {
        return fixtures.in(caller, tx -> tx.list(String.class, """
                select concat(days, ' days: ', open, ' of ', amount) from receivables.dunning_items where company_id = ? order by 1""",
                tx.company()));
    }

    private void sql(String statement, UUID id) {
        fixtures.in(caller, tx -> {
            tx.write(statement, tx.company(), id);
            return null;
        });
    }
}
