package erp.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.testing.Fixtures;
import erp.testing.Tampering;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@MicronautTest(transactional = false)
class SealsTest {

    private static final LocalDate DATE = LocalDate.of(2024, 11, 2);

    @Inject
    Fixtures fixtures;

    private Caller caller;

    @BeforeEach
    void setUp() {
        caller = fixtures.company();
    }

    @Test
    void aJournalWithoutEntriesIsIntact() {
        Verification empty = verify();
        assertEquals(new Verification(0, 0, "0".repeat(64), true, null), empty);
        assertEquals(0, seal());
    }

    @Test
    void sealsAreDenseAndInTheOrderOfRecording() {
        List<UUID> posted = post(5);
        assertEquals(new Verification(0, 5, "0".repeat(64), true, null), verify());
        int three = fixtures.in(caller, tx -> Seals.seal(tx, 3));
        assertEquals(3, three);
        assertEquals(2, seal());
        assertEquals(0, seal());
        assertEquals(posted, fixtures.in(caller, tx -> tx.list(UUID.class,
                "select entry_id from ledger.seals where company_id = ? and seal_no between 1 and 5 order by seal_no", tx.company())));
        Verification verified = verify();
        assertTrue(verified.intact());
        assertEquals(5, verified.sealed());
        assertEquals(0, verified.unsealed());
    }

    @Test
    void theFirstHashIsWhatTheDocumentedLayoutSays() throws IOException, NoSuchAlgorithmException {
        UUID partner = fixtures.customer(caller, "Kunde", "DE");
        UUID id = post(1).getFirst();
        Tampering.with("""
                update ledger.entries set recorded_at = '2024-11-02 09:30:00.123456+00', text = 'Büromiete', recorded_by = ?,
                       correlation_id = null, source_id = ? where id = ?""", partner, id, id);
        Tampering.with("""
                update ledger.lines set partner_id = ?, tax_category = 'S', tax_rate = 19.00, tax_base = 5, box = '81'
                 where entry_id = ? and n = 2""", partner, id);
        seal();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(1);
        for (String field : Arrays.asList(Integer.toString(caller.company()), id.toString(), "2024-11", "2024-11-02", "manual",
                id.toString(), "Büromiete", "EUR", null, "2024-11-02T09:30:00.123456Z", partner.toString(), null)) {
            write(out, field);
        }
        out.writeInt(2);
        for (String field : Arrays.asList("1", "6310", "1.00", "0.00", null, null, null, null, null, null,
                "2", "1800", "0.00", "1.00", partner.toString(), "S", "19.00", "5", "81", null)) {
            write(out, field);
        }
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(new byte[32]);
        byte[] expected = sha256.digest(bytes.toByteArray());
        assertArrayEquals(expected, fixtures.value(caller, byte[].class, "select hash from ledger.seals where company_id = ?",
                caller.company()));
        assertEquals(HexFormat.of().formatHex(expected), verify().head());
    }

    private static void write(DataOutputStream out, String field) throws IOException {
        if (field == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Test
    void fieldsCannotFlowIntoEachOther() {
        assertFalse(Arrays.equals(Canonical.bytes(List.of("ab", "c"), List.of()), Canonical.bytes(List.of("a", "bc"), List.of())));
        assertFalse(Arrays.equals(Canonical.bytes(Arrays.asList("", null), List.of()),
                Canonical.bytes(Arrays.asList(null, ""), List.of())));
        assertFalse(Arrays.equals(Canonical.bytes(List.of("a"), List.of(List.of("b"), List.of("c"))),
                Canonical.bytes(List.of("a"), List.of(List.of("b", "c")))));
    }

    /** A column that is added to the journal must become part of a new format, or it could be changed unseen. */
    @Test
    void everyColumnOfTheJournalIsSealed() {
        assertEquals("business_date company_id correlation_id currency id period recorded_at recorded_by reverses_id source_id "
                + "source_type text", columns("entries"));
        assertEquals("account box company_id credit debit entry_id n partner_id tax_base tax_category tax_rate text", columns("lines"));
    }

    private String columns(String table) {
        return fixtures.value(caller, String.class, """
                select string_agg(column_name, ' ' order by column_name collate "C") from information_schema.columns
                 where table_schema = 'ledger' and table_name = ?""", table);
    }

    @TestFactory
    Stream<DynamicTest> tamperingIsFoundWithSealAndEntry() {
        return Stream.of(
                tampering("entry_changed",
                        "update ledger.entries set text = overlay(text placing 'X' from 1) where id = ?",
                        "update ledger.entries set business_date = business_date + 1 where id = ?",
                        "update ledger.entries set recorded_at = recorded_at + interval '1 microsecond' where id = ?",
                        "update ledger.entries set recorded_by = gen_random_uuid() where id = ?",
                        "update ledger.entries set source_type = 'manuel' where id = ?",
                        "update ledger.entries set correlation_id = null where id = ?",
                        "update ledger.entries set business_date = 'infinity' where id = ?",
                        "update ledger.lines set debit = debit + 0.01 where entry_id = ? and n = 1",
                        "update ledger.lines set debit = debit + 0.000 where entry_id = ? and n = 1",
                        "update ledger.lines set account = '1810' where entry_id = ? and n = 2",
                        "update ledger.lines set partner_id = gen_random_uuid() where entry_id = ? and n = 1",
                        "update ledger.lines set tax_base = 'NaN' where entry_id = ? and n = 1",
                        "update ledger.lines set text = '' where entry_id = ? and n = 1",
                        "update ledger.lines set n = 3 where entry_id = ? and n = 1",
                        "delete from ledger.lines where entry_id = ? and n = 2",
                        "delete from ledger.lines where entry_id = ?",
                        "insert into ledger.lines select company_id, entry_id, 3, account, debit, credit from ledger.lines "
                                + "where entry_id = ? and n = 1",
                        "update ledger.seals set hash = set_byte(hash, 31, get_byte(hash, 31) # 1) where entry_id = ?"),
                tampering("entry_missing",
                        "delete from ledger.entries where id = ?",
                        "update ledger.entries set id = gen_random_uuid() where id = ?"),
                tampering("seal_out_of_chain",
                        "update ledger.seals set previous_hash = set_byte(previous_hash, 0, get_byte(previous_hash, 0) # 1) "
                                + "where entry_id = ?"),
                tampering("format_unknown",
                        "update ledger.seals set format = 2 where entry_id = ?")).flatMap(tests -> tests);
    }

    private Stream<DynamicTest> tampering(String fault, String... statements) {
        return Arrays.stream(statements).map(sql -> DynamicTest.dynamicTest(sql, () -> {
            setUp();
            UUID third = post(6).get(2);
            seal();
            assertTrue(verify().intact());
            assertTrue(Tampering.with(sql, third) > 0);
            assertBroken(3L, third, fault);
        }));
    }

    @Test
    void aMissingSealIsFoundByItsNumber() {
        UUID third = post(6).get(2);
        seal();
        Tampering.with("delete from ledger.seals where entry_id = ?", third);
        assertBroken(3L, null, "seal_missing");
    }

    @Test
    void reorderedSealsAreFound() {
        List<UUID> entries = post(6);
        seal();
        // The third and the fourth exchange their numbers.
        for (int[] step : new int[][] {{3, 99}, {4, 3}, {99, 4}}) {
            Tampering.with("update ledger.seals set seal_no = ? where company_id = ? and seal_no = ?", step[1], caller.company(), step[0]);
        }
        assertBroken(3L, entries.get(3), "seal_out_of_chain");
    }

    @Test
    void exchangedEntriesAreFound() {
        List<UUID> entries = post(6);
        seal();
        UUID aside = UUID.randomUUID();
        Tampering.with("update ledger.seals set entry_id = ? where entry_id = ?", aside, entries.get(2));
        Tampering.with("update ledger.seals set entry_id = ? where entry_id = ?", entries.get(2), entries.get(3));
        Tampering.with("update ledger.seals set entry_id = ? where entry_id = ?", entries.get(3), aside);
        assertBroken(3L, entries.get(3), "entry_changed");
    }

    @Test
    void anAddedSealIsFound() {
        List<UUID> entries = post(6);
        seal();
        Tampering.with("""
                insert into ledger.seals select company_id, 7, ?, 1, previous_hash, hash from ledger.seals where entry_id = ?""",
                post(1).getFirst(), entries.get(5));
        assertFalse(verify().intact());
        assertEquals(7L, verify().firstBreak().sealNo());
    }

    @Test
    void anEntryAddedToAClosedMonthIsFound() {
        post(3);
        seal();
        UUID added = post(1).getFirst();
        assertTrue(verify().intact(), "an open month may have entries that wait for their seal");
        Tampering.with("""
                insert into ledger.periods (company_id, id, state, stock_state, changed_by)
                values (?, '2024-11', 'soft_closed', 'closed', ?)""", caller.company(), caller.user());
        assertBroken(null, added, "entry_added");
    }

    @Test
    void linesWithoutTheirEntryAreFound() {
        UUID unsealed = post(1).getFirst();
        Tampering.with("delete from ledger.entries where id = ?", unsealed);
        assertBroken(null, unsealed, "entry_of_lines_missing");
    }

    @Test
    void theFirstOfSeveralBreaksIsNamed() {
        List<UUID> entries = post(6);
        seal();
        Tampering.with("update ledger.entries set text = 'Fifth' where id = ?", entries.get(4));
        Tampering.with("update ledger.entries set text = 'Second' where id = ?", entries.get(1));
        assertBroken(2L, entries.get(1), "entry_changed");
    }

    @Test
    void theChainOfAnotherCompanyIsAnother() {
        post(2);
        seal();
        Caller other = fixtures.company();
        fixtures.entry(other, DATE, "Entry 0", "6310", "1800", "1.00");
        fixtures.in(other, tx -> Seals.seal(tx));
        assertEquals(1, fixtures.in(other, Verification::of).sealed());
        assertNotEquals(verify().head(), fixtures.in(other, Verification::of).head());
        Tampering.with("update ledger.entries set text = 'Changed' where company_id = ?", other.company());
        assertTrue(verify().intact());
        assertFalse(fixtures.in(other, Verification::of).intact());
    }

    /** A transaction that began first commits last: an entry "behind the last one" would never be found again. */
    @Test
    void anEntryThatCommitsLateIsSealedToo() throws Exception {
        CountDownLatch posted = new CountDownLatch(1);
        CountDownLatch sealed = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<UUID> late = threads.submit(() -> fixtures.in(caller, tx -> {
                UUID id = PostingInTests.post(tx, DATE, "Late");
                // The read sends what is queued.
                tx.list(Integer.class, "select 1");
                posted.countDown();
                await(sealed);
                return id;
            }));
            posted.await();
            post(3);
            assertEquals(3, seal());
            sealed.countDown();
            UUID id = late.get();
            assertEquals(1, verify().unsealed());
            assertEquals(1, seal());
            assertEquals(4L, fixtures.value(caller, Long.class, "select seal_no from ledger.seals where company_id = ? and entry_id = ?",
                    caller.company(), id));
            assertTrue(verify().intact());
        }
    }

    @Test
    void manySealersMakeOneChainWhileOthersPost() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                running.add(threads.submit(() -> post(5)));
                running.add(threads.submit(() -> seal()));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        seal();
        Verification verified = verify();
        assertTrue(verified.intact());
        assertEquals(200, verified.sealed());
        assertEquals(200L, fixtures.value(caller, Long.class, "select max(seal_no) from ledger.seals where company_id = ?",
                caller.company()));
    }

    @Test
    void aJournalOfManyBatchesIsSealedAndVerified() {
        int count = 2 * Seals.BATCH + 500;
        fixtures.in(caller, tx -> {
            PostingInTests.many(tx, DATE, count);
            return null;
        });
        assertEquals(count, seal());
        Verification verified = verify();
        assertTrue(verified.intact());
        assertEquals(count, verified.sealed());
        UUID last = fixtures.value(caller, UUID.class,
                "select entry_id from ledger.seals where company_id = ? order by seal_no desc limit 1", caller.company());
        Tampering.with("update ledger.lines set credit = credit + 1 where entry_id = ? and n = 2", last);
        assertBroken((long) count, last, "entry_changed");
    }

    private void assertBroken(Long sealNo, UUID entry, String fault) {
        Verification verified = verify();
        assertFalse(verified.intact());
        assertEquals(sealNo, verified.firstBreak().sealNo());
        if (entry == null) {
            assertNull(verified.firstBreak().entryId());
        } else {
            assertEquals(entry, verified.firstBreak().entryId());
        }
        assertEquals(fault, verified.firstBreak().fault().name().toLowerCase(java.util.Locale.ROOT));
    }

    private List<UUID> post(int count) {
        return IntStream.range(0, count).mapToObj(i -> fixtures.entry(caller, DATE, "Entry " + i, "6310", "1800", "1.00")).toList();
    }

    private int seal() {
        return fixtures.in(caller, tx -> Seals.seal(tx));
    }

    private Verification verify() {
        return fixtures.in(caller, Verification::of);
    }

    private static void await(CountDownLatch latch) {
        try {
            // A test that has failed meanwhile does not count it down.
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
