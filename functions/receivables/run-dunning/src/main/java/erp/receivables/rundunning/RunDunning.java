package erp.receivables.rundunning;

import erp.company.Companies;
import erp.company.Company;
import erp.documents.DeliverMail;
import erp.documents.RenderDocument;
import erp.documents.Source;
import erp.receivables.Parties;
import erp.tasks.InTransaction;
import erp.tasks.Plan;
import erp.tasks.Run;
import erp.tasks.Task;
import erp.tasks.Tasks;
import erp.tasks.Wish;
import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Each morning, customers whose invoices are overdue are written: one letter each, about all claims that reach a new step. A claim
 * goes up one step at a time and never down, and not before the time is over that the last letter gave. Who is blocked from dunning,
 * or whose credit covers the claims, gets none. The letters are rendered and mailed afterwards, by tasks of their own. What one claims
 * besides the invoices (interest, compensation, fee) is booked when it is paid, not here. Whether a customer may order (block-partner)
 * has nothing to do with it.
 *
 * <p>Repeating it is safe: runs of a company wait for each other, a claim that was dunned has its step and gets time to pay, and the
 * constraint {@code already_dunned} says so as well. Nothing is refused. A run writes to so many customers, and wants the next one.
 */
@Singleton
class RunDunning implements InTransaction<RunDunning.Dunning> {

    private static final int CUSTOMERS = 200;

    private final Companies companies;
    private final Letters letters;
    private final Tasks tasks;

    RunDunning(Companies companies, Letters letters, Tasks tasks) {
        this.companies = companies;
        this.letters = letters;
        this.tasks = tasks;
    }

    @Override
    public Result run(Tx tx, Run run, Dunning dunning) {
        Company company = companies.of(tx);
        LocalDate today = company.date(tx.now());
        // The levels are the lock: one run of a company at a time, and nobody who takes payments or orders waits for it.
        tx.write("select from receivables.dunning_levels where company_id = ? order by level for no key update", tx.company());
        Levels levels = new Levels(tx.list(Levels.Level.class, """
                select level, days, fee, interest, text, payment_days from receivables.dunning_levels
                 where company_id = ? order by level""", tx.company()));
        List<UUID> partners = tx.list(UUID.class, """
                select distinct partner_id from receivables.open_items
                 where company_id = ? and open > 0 and due_date < ? and (?::uuid is null or partner_id > ?) order by 1 limit ?""",
                tx.company(), today, dunning.after, dunning.after, CUSTOMERS);
        if (partners.isEmpty()) {
            return new Result(0, 0);
        }
        List<Letter> written = decide(tx, company, levels, partners, today);
        letters.write(tx, company, written);
        written.forEach(letter -> send(tx, letter));
        if (partners.size() == CUSTOMERS) {
            tasks.enqueue(tx, new Dunning(partners.getLast()));
        }
        return new Result(written.size(), written.stream().mapToInt(letter -> letter.items().size()).sum());
    }

    private static List<Letter> decide(Tx tx, Company company, Levels levels, List<UUID> partners, LocalDate today) {
        Tx.Later<List<Parties.Customer>> customers = Parties.customers(tx, "select unnest(?::uuid[])", partners);
        Tx.Later<List<Letters.Credit>> credits = Letters.credits(tx, partners);
        Map<UUID, List<Claim>> claims = Letters.claims(tx, partners, today).get().stream().collect(Collectors.groupingBy(Claim::partnerId));
        Map<UUID, BigDecimal> owed = credits.get().stream().collect(Collectors.toMap(Letters.Credit::partnerId, Letters.Credit::amount));
        return customers.get().stream().flatMap(customer -> Letter.of(customer, claims.getOrDefault(customer.id(), List.of()),
                owed.getOrDefault(customer.id(), BigDecimal.ZERO), levels, company.money(), today).stream()).toList();
    }

    /** The letter becomes a document, which a mail takes away; to be printed where the customer has no address. */
    private void send(Tx tx, Letter letter) {
        Wish render = Wish.of(new RenderDocument(Source.dunningLetter(letter.id()))).about("dunning-letters", letter.id());
        String to = letter.customer().email();
        tasks.enqueue(tx, Plan.chain(to == null ? List.of(render) : List.of(render,
                Wish.of(new DeliverMail(to, "run-dunning", null, null, List.of())).about("dunning-letters", letter.id()))));
    }

    /**
     * A run.
     *
     * @param after the customer that the run before has ended with
     */
    @Introspected
    @Task(name = "run-dunning", cron = "0 7 * * *")
    record Dunning(@Nullable UUID after) {
    }

    /** How many letters were written, about how many claims. */
    @Introspected
    record Result(int letters, int claims) {
    }
}
