package erp.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.company.Companies;
import erp.company.Company;
import erp.money.Money;
import erp.security.Caller;
import erp.testing.Fixtures;
import erp.work.Ids;
import erp.work.Refusal;
import io.micronaut.context.ApplicationContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random entries on the real database: what is balanced is posted as it is, and what is not is refused, in Java and past it in SQL. */
class JournalPropertyTest {

    private static final Currency EUR = Currency.getInstance("EUR");
    private static final List<String> ACCOUNTS = List.of("1800", "4400", "3806", "6310", "1200", "5881");
    private static ApplicationContext context;
    private static Fixtures fixtures;
    private static Caller caller;
    private static Company company;

    /** How an entry is no longer balanced. */
    enum Slip {
        WRONG_AMOUNT, LEFT_OUT, WRONG_SIDE
    }

    /** A line as it was written down, in the database's own terms. */
    private record Written(String account, BigDecimal debit, BigDecimal credit) {

        static Written of(Entry.Line line) {
            return new Written(line.account(), line.debit().amount(), line.credit().amount());
        }
    }

    @BeforeContainer
    static void start() {
        context = ApplicationContext.run();
        fixtures = context.getBean(Fixtures.class);
        caller = fixtures.company();
        company = fixtures.in(caller, Companies::read);
    }

    @AfterContainer
    static void stop() {
        context.close();
    }

    @Property(tries = 100)
    void whatIsBalancedIsPostedAsItIs(@ForAll("balanced") List<Entry.Line> lines) {
        UUID id = post(lines);
        List<Written> written = fixtures.in(caller, tx -> tx.list(Written.class,
                "select account, debit, credit from ledger.lines where company_id = ? and entry_id = ? order by n", tx.company(), id));
        assertEquals(lines.stream().map(Written::of).toList(), written);
        List<String> turnover = fixtures.in(caller, tx -> {
            UUID reversal = Journal.reverse(tx, company, Period.lock(tx, company, JournalTest.DATE), id, "manual", id, "Storno");
            return tx.list(String.class, """
                    select account from ledger.lines where company_id = ? and entry_id in (?, ?)
                     group by account having sum(debit) <> 0 or sum(credit) <> 0""", tx.company(), id, reversal);
        });
        assertEquals(List.of(), turnover, "what is reversed leaves no turnover");
    }

    @Property(tries = 100)
    void whatIsNotBalancedIsRefusedInJavaAndInSql(@ForAll("balanced") List<Entry.Line> balanced, @ForAll Slip slip,
            @ForAll("choices") int choice, @ForAll("cents") long cents) {
        List<Entry.Line> lines = unbalanced(balanced, slip, choice % balanced.size(), euros(cents));
        long before = entries();
        Refusal refusal = assertThrows(Refusal.class, () -> post(lines));
        assertEquals(LedgerCode.UNBALANCED, refusal.code());
        assertEquals(new Entry("manual", Ids.next(), "", null, lines).difference().amount(), refusal.args()[0]);
        Refusal pastJava = assertThrows(Refusal.class, () -> fixtures.in(caller, tx -> {
            UUID id = Ids.next();
            JournalTest.insertEntry(tx, id);
            JournalTest.insertLines(tx, id, lines, 1);
            return null;
        }));
        assertEquals("unbalanced", pastJava.code().code());
        assertEquals(before, entries(), "nothing of it is there");
    }

    private static UUID post(List<Entry.Line> lines) {
        return fixtures.in(caller, tx -> Journal.post(tx, company, Period.lock(tx, company, JournalTest.DATE),
                new Entry("manual", Ids.next(), "Entry", null, lines)));
    }

    private static long entries() {
        return fixtures.value(caller, Long.class, "select count(*) from ledger.entries where company_id = ?", caller.company());
    }

    /** Lines on either side, and one that makes up for them. */
    @Provide
    Arbitrary<List<Entry.Line>> balanced() {
        Arbitrary<Entry.Line> line = Combinators.combine(Arbitraries.of(ACCOUNTS), cents(), Arbitraries.of(true, false))
                .as((account, cents, debit) -> line(account, euros(cents), debit));
        return Combinators.combine(line.list().ofMinSize(1).ofMaxSize(9), Arbitraries.of(ACCOUNTS)).as(JournalPropertyTest::balanced);
    }

    @Provide
    Arbitrary<Long> cents() {
        return Arbitraries.longs().between(1, 99_999_999_999L);
    }

    @Provide
    Arbitrary<Integer> choices() {
        return Arbitraries.integers().between(0, 9);
    }

    private static List<Entry.Line> balanced(List<Entry.Line> lines, String account) {
        Money difference = new Entry("manual", Ids.next(), "", null, lines).difference();
        List<Entry.Line> all = new ArrayList<>(lines);
        if (!difference.isZero()) {
            all.add(line(account, difference.abs(), difference.sign() < 0));
        }
        return all;
    }

    /** One line of a balanced entry has another amount, is left out, or stands on the other side. */
    private static List<Entry.Line> unbalanced(List<Entry.Line> balanced, Slip slip, int n, Money more) {
        List<Entry.Line> lines = new ArrayList<>(balanced);
        Entry.Line line = lines.remove(n);
        boolean debit = !line.debit().isZero();
        Money amount = debit ? line.debit() : line.credit();
        switch (slip) {
            case WRONG_AMOUNT -> lines.add(n, line(line.account(), amount.plus(more), debit));
            case WRONG_SIDE -> lines.add(n, line(line.account(), amount, !debit));
            case LEFT_OUT -> { }
        }
        return lines;
    }

    private static Entry.Line line(String account, Money amount, boolean debit) {
        Money zero = Money.zero(EUR);
        return new Entry.Line(account, debit ? amount : zero, debit ? zero : amount, null, null, null);
    }

    private static Money euros(long cents) {
        return Money.of(BigDecimal.valueOf(cents, 2), EUR);
    }
}
