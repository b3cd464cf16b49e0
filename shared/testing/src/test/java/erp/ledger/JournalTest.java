package erp.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.company.Companies;
import erp.company.Company;
import erp.money.Money;
import erp.security.Caller;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class JournalTest {

    static final LocalDate DATE = LocalDate.of(2024, 11, 2);
    private static final String INSERT_ENTRY = """
            insert into ledger.entries (company_id, id, period, business_date, source_type, source_id, text, currency)
            values (?, ?, ?, ?, 'manual', ?, 'Past Java', 'EUR')""";
    private static final String INSERT_LINES = """
            insert into ledger.lines (company_id, entry_id, n, account, debit, credit)
            select ?, ?, l.* from unnest(?::smallint[], ?::text[], ?::numeric[], ?::numeric[]) l""";

    @Inject
    Fixtures fixtures;

    private Caller caller;
    private Company company;

    @BeforeEach
    void setUp() {
        caller = fixtures.company();
        company = fixtures.in(caller, Companies::read);
    }

    @Test
    void anEntryWithoutLinesFailsAtCommit() {
        Refusal refusal = assertThrows(Refusal.class, () -> fixtures.in(caller, tx -> {
            insertEntry(tx, Ids.next());
            return null;
        }));
        assertEquals("unbalanced", refusal.code().code());
    }

    @Test
    void oneLineIsNoEntryEvenInSql() {
        assertEquals(LedgerCode.UNBALANCED, assertThrows(Refusal.class, () -> post(List.of(one("1800", "1.00", "0.00")))).code());
        assertEquals(LedgerCode.UNBALANCED, assertThrows(Refusal.class, () -> post(List.of())).code());
        // Only with an amount of zero could one line be in balance, and that is no line.
        assertThrows(RuntimeException.class, () -> insert(List.of(one("1800", "0.00", "0.00")), 1));
        assertEquals(0, entries());
    }

    @Test
    void linesAreNumberedFromOneWithoutGaps() {
        List<Entry.Line> lines = List.of(one("6310", "5.00", "0.00"), one("1800", "0.00", "5.00"));
        assertEquals("unbalanced", refusedPastJava(lines, 0));
        assertEquals("unbalanced", refusedPastJava(lines, 2));
        insert(lines, 1);
        assertEquals(1, entries());
    }

    @Test
    void aLineCannotBeAddedToAnEntryThatStands() {
        UUID id = post(List.of(one("6310", "5.00", "0.00"), one("1800", "0.00", "5.00")));
        List<Entry.Line> more = List.of(one("6310", "7.00", "0.00"), one("1800", "0.00", "7.00"));
        for (int n : new int[] {-1, 0, 1, 2, 3, 100}) {
            assertThrows(RuntimeException.class, () -> fixtures.in(caller, tx -> {
                insertLines(tx, id, more, n);
                return null;
            }), "from line " + n);
        }
        assertEquals(2L, fixtures.value(caller, Long.class, "select count(*) from ledger.lines where company_id = ?", caller.company()));
    }

    @Test
    void anAccountThatDoesNotExistOrIsLockedIsRefused() {
        List<Entry.Line> unknown = List.of(one("1999", "5.00", "0.00"), one("1800", "0.00", "5.00"));
        assertEquals("unknown_account", assertThrows(Refusal.class, () -> post(unknown)).code().code());
        fixtures.in(caller, tx -> {
            tx.write("update ledger.accounts set postable = false where company_id = ? and number = '6310'", tx.company());
            return null;
        });
        List<Entry.Line> locked = List.of(one("6310", "5.00", "0.00"), one("1800", "0.00", "5.00"));
        Refusal refusal = assertThrows(Refusal.class, () -> post(locked));
        assertEquals("unknown_account", refusal.code().code());
        assertEquals("6310", refusal.args()[0]);
    }

    @Test
    void anEntryCannotBeDatedInAClosedMonthEvenInSql() {
        fixtures.in(caller, tx -> {
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2024-11', 'soft_closed', 'closed')",
                    tx.company());
            return null;
        });
        List<Entry.Line> lines = List.of(one("6310", "5.00", "0.00"), one("1800", "0.00", "5.00"));
        assertEquals(LedgerCode.PERIOD_CLOSED, assertThrows(Refusal.class, () -> post(lines)).code());
        assertEquals("period_closed", refusedPastJava(lines, 1));
    }

    @Test
    void aReversalIsTheSameWithNegativeAmountsOnceAndNeverBeforeItsEntry() {
        UUID id = post(List.of(one("6310", "5.00", "0.00"), one("1800", "0.00", "5.00")));
        assertEquals(LedgerCode.REVERSAL_BEFORE_ENTRY, assertThrows(Refusal.class, () -> reverse(id, DATE.minusDays(1))).code());
        UUID reversal = reverse(id, DATE);
        assertEquals("-5.00 0 | 0 -5.00", fixtures.value(caller, String.class, """
                select string_agg(case when debit = 0 then '0' else debit::text end || ' '
                                  || case when credit = 0 then '0' else credit::text end, ' | ' order by n)
                  from ledger.lines where company_id = ? and entry_id = ?""", caller.company(), reversal));
        assertEquals(LedgerCode.ALREADY_REVERSED, assertThrows(Refusal.class, () -> reverse(id, DATE)).code());
        assertEquals(LedgerCode.REVERSAL_NOT_REVERSIBLE, assertThrows(Refusal.class, () -> reverse(reversal, DATE)).code());
        assertEquals("not_found", assertThrows(Refusal.class, () -> reverse(Ids.next(), DATE)).code().code());
    }

    private UUID reverse(UUID id, LocalDate date) {
        return fixtures.in(caller, tx -> Journal.reverse(tx, company, Period.lock(tx, company, date), id, "manual", id, "Reversal"));
    }

    @Test
    void postedRowsCannotBeChangedByAnyRole() throws SQLException {
        post(List.of(one("6310", "5.00", "0.00"), one("1800", "0.00", "5.00")));
        fixtures.in(caller, tx -> Seals.seal(tx));
        for (String sql : List.of("update ledger.entries set text = 'other'", "update ledger.lines set debit = debit + 1 where debit > 0",
                "update ledger.seals set seal_no = 7", "delete from ledger.entries", "delete from ledger.lines", "delete from ledger.seals",
                "truncate ledger.lines", "truncate ledger.entries cascade", "truncate ledger.seals")) {
            for (String role : List.of("erp_command", "erp_task", "erp_query")) {
                assertEquals("42501", refusal(role, sql), role + " has no grant: " + sql);
            }
            assertEquals("23001", refusal("erp_migrate", sql), "the owner meets the trigger: " + sql);
        }
    }

    @Test
    void readersCannotPost() throws SQLException {
        assertEquals("42501", refusal("erp_query", "insert into ledger.entries select * from ledger.entries"));
    }

    private String refusal(String role, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestConfiguration.database().url(role));
                Statement statement = connection.createStatement()) {
            statement.execute("set erp.company = '" + caller.company() + "'");
            // Readers have read-only transactions as a habit; what holds them is that they have no grant.
            statement.execute("set default_transaction_read_only = off");
            return assertThrows(SQLException.class, () -> statement.execute(sql)).getSQLState();
        }
    }

    private UUID post(List<Entry.Line> lines) {
        return fixtures.in(caller, tx -> Journal.post(tx, company, Period.lock(tx, company, DATE),
                new Entry("manual", Ids.next(), "Entry", null, lines)));
    }

    private String refusedPastJava(List<Entry.Line> lines, int first) {
        return assertThrows(Refusal.class, () -> insert(lines, first)).code().code();
    }

    private void insert(List<Entry.Line> lines, int first) {
        fixtures.in(caller, tx -> {
            UUID id = Ids.next();
            insertEntry(tx, id);
            insertLines(tx, id, lines, first);
            return null;
        });
    }

    static void insertEntry(Tx tx, UUID id) {
        tx.write(INSERT_ENTRY, tx.company(), id, "2024-11", DATE, id);
    }

    static void insertLines(Tx tx, UUID id, List<Entry.Line> lines, int first) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            numbers.add(first + i);
        }
        tx.write(INSERT_LINES, tx.company(), id, numbers, lines.stream().map(Entry.Line::account).toList(),
                lines.stream().map(line -> line.debit().amount()).toList(), lines.stream().map(line -> line.credit().amount()).toList());
    }

    private long entries() {
        return fixtures.value(caller, Long.class, "select count(*) from ledger.entries where company_id = ?", caller.company());
    }

    private static Entry.Line one(String account, String debit, String credit) {
        return new Entry.Line(account, euros(debit), euros(credit), null, null, null);
    }

    private static Money euros(String amount) {
        return Money.of(new BigDecimal(amount), java.util.Currency.getInstance("EUR"));
    }
}
