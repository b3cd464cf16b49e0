package erp.ledger;

import erp.work.Tx;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The chain over the journal: seal n holds h(n) = SHA-256(h(n-1) ‖ {@linkplain Canonical canonical bytes} of one entry), h(0) being
 * 32 zero bytes. Seal numbers have no gaps, so they are also the journal's dense numbers. What is sealed cannot be changed,
 * left out, added or reordered without the chain telling (GoBD: Unveränderbarkeit), as long as somebody knows its head.
 *
 * <p>Posting and sealing are two steps, so that postings do not wait for each other: a sealer takes the entries that have no seal
 * yet. It never asks for what is behind the last one, because entries commit in another order than they are made.
 */
public final class Seals {

    /** The hash before the first seal. */
    static final byte[] BEGINNING = new byte[32];
    /** Entries that are read and sealed, or verified, at a time. */
    static final int BATCH = 2_000;

    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('ledger.seals', ?))";

    private Seals() {
    }

    /** The last seal: its number, 0 before the first, and its hash. Whoever keeps it can tell later that nothing was replaced. */
    public record Head(long sealNo, byte[] hash) {

        /** Before the first seal. */
        static final Head NONE = new Head(0, BEGINNING);

        /** The hash in hexadecimal. */
        public String hex() {
            return HexFormat.of().formatHex(hash);
        }
    }

    /**
     * Seals entries that are committed and have no seal yet, in the order they were recorded. Two sealers of one company never meet:
     * the second waits for the first to commit.
     *
     * @param atMost how many
     * @return how many were sealed; fewer than {@code atMost} when none are left
     */
    public static int seal(Tx tx, int atMost) {
        tx.write(LOCK, (long) tx.company());
        Head head = head(tx);
        List<UUID> entries = tx.list(UUID.class, """
                select e.id from ledger.entries e
                 where e.company_id = ? and not exists (select from ledger.seals s where s.company_id = e.company_id and s.entry_id = e.id)
                 order by e.recorded_at, e.id limit ?""", tx.company(), atMost);
        for (int from = 0; from < entries.size(); from += BATCH) {
            head = seal(tx, head, entries.subList(from, Math.min(from + BATCH, entries.size())));
        }
        return entries.size();
    }

    /** Seals all that can be sealed. */
    public static int seal(Tx tx) {
        return seal(tx, Integer.MAX_VALUE);
    }

    /** The last seal of the transaction's company. */
    public static Head head(Tx tx) {
        return tx.find(Head.class, "select seal_no, hash from ledger.seals where company_id = ? order by seal_no desc limit 1",
                tx.company()).orElse(Head.NONE);
    }

    /** h(n) from h(n-1) and the canonical bytes of entry n. */
    static byte[] hash(byte[] previous, byte[] entry) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous);
            return digest.digest(entry);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Head seal(Tx tx, Head head, List<UUID> entries) {
        Map<UUID, byte[]> bytes = Canonical.bytes(tx, entries);
        List<Long> numbers = new ArrayList<>();
        List<String> previous = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        Head last = head;
        for (UUID entry : entries) {
            Head next = new Head(last.sealNo + 1, hash(last.hash, bytes.get(entry)));
            numbers.add(next.sealNo);
            previous.add(HexFormat.of().formatHex(last.hash));
            hashes.add(HexFormat.of().formatHex(next.hash));
            last = next;
        }
        tx.write("""
                insert into ledger.seals (company_id, seal_no, entry_id, format, previous_hash, hash)
                select ?, s.seal_no, s.entry_id, ?, decode(s.previous_hash, 'hex'), decode(s.hash, 'hex')
                  from unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[]) s (seal_no, entry_id, previous_hash, hash)""",
                tx.company(), Canonical.FORMAT, numbers, entries, previous, hashes);
        return last;
    }
}
