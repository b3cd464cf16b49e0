package erp.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The result of computing the whole chain again from what the database holds.
 *
 * @param sealed     how many entries have a seal
 * @param unsealed   how many were posted since
 * @param head       the hash of the last seal in hexadecimal; whoever keeps it can tell later that nothing was replaced
 * @param intact     whether every seal fits
 * @param firstBreak the first place where something does not fit; absent when all does
 */
@Introspected
public record Verification(long sealed, long unsealed, String head, boolean intact, @Nullable Break firstBreak) {

    /** What does not fit. */
    public enum Fault {
        /** The seal with this number does not exist, though later ones do. */
        @JsonProperty("seal_missing") SEAL_MISSING,
        /** The seal does not follow the one before it: one of the two was changed, exchanged or added. */
        @JsonProperty("seal_out_of_chain") SEAL_OUT_OF_CHAIN,
        /** The seal is of a format that does not exist. */
        @JsonProperty("format_unknown") FORMAT_UNKNOWN,
        /** The entry that was sealed does not exist. */
        @JsonProperty("entry_missing") ENTRY_MISSING,
        /** The entry, one of its lines or its seal was changed, added or removed. */
        @JsonProperty("entry_changed") ENTRY_CHANGED,
        /** An entry without a seal stands in a closed month, where closing had sealed all there were. */
        @JsonProperty("entry_added") ENTRY_ADDED,
        /** There are lines without an entry. */
        @JsonProperty("entry_of_lines_missing") ENTRY_OF_LINES_MISSING
    }

    /**
     * A place where the chain breaks.
     *
     * @param sealNo  the seal; absent for an entry that has none
     * @param entryId the entry; absent when the seal that named it is missing
     */
    @Introspected
    public record Break(@Nullable Long sealNo, @Nullable UUID entryId, Fault fault) {
    }

    private record Seal(long sealNo, UUID entryId, int format, byte[] previousHash, byte[] hash) {
    }

    /**
     * How far the chain was computed again.
     *
     * @param last   the last seal that fits
     * @param isEnd  whether none follows, or it does not fit
     * @param broken what does not fit
     */
    public record Progress(Seals.Head last, boolean isEnd, @Nullable Break broken) {

        /** Before the first seal. */
        public static final Progress BEGINNING = new Progress(Seals.Head.NONE, false, null);

        /** Goes on for as many seals as fit into memory. What is sealed never changes, so each step may be in another transaction. */
        public Progress next(Tx tx) {
            List<Seal> seals = tx.list(Seal.class, """
                    select seal_no, entry_id, format, previous_hash, hash from ledger.seals
                     where company_id = ? and seal_no > ? order by seal_no limit ?""", tx.company(), last.sealNo(), Seals.BATCH);
            Map<UUID, byte[]> entries = Canonical.bytes(tx, seals.stream().map(Seal::entryId).toList());
            Seals.Head head = last;
            for (Seal seal : seals) {
                Optional<Break> found = check(head, seal, entries.get(seal.entryId));
                if (found.isPresent()) {
                    return new Progress(head, true, found.get());
                }
                head = new Seals.Head(seal.sealNo, seal.hash);
            }
            return new Progress(head, seals.size() < Seals.BATCH, null);
        }
    }

    /** Verifies the chain of the transaction's company from its beginning, a batch at a time. */
    public static Verification of(Tx tx) {
        Progress progress = Progress.BEGINNING;
        while (!progress.isEnd) {
            progress = progress.next(tx);
        }
        return of(tx, progress);
    }

    /** The result when the chain's end was reached, or its first break. */
    public static Verification of(Tx tx, Progress progress) {
        // What was sealed meanwhile has not been looked at.
        Seals.Head head = progress.broken == null ? progress.last : Seals.head(tx);
        Tx.Later<List<Long>> sealed = tx.later(Long.class, "select count(*) from ledger.seals where company_id = ? and seal_no <= ?",
                tx.company(), head.sealNo());
        Tx.Later<List<Long>> unsealed = tx.later(Long.class, """
                select count(*) from ledger.entries e
                 where e.company_id = ?
                   and not exists (select from ledger.seals s where s.company_id = e.company_id and s.entry_id = e.id)""", tx.company());
        Break broken = Optional.ofNullable(progress.broken).or(() -> outside(tx)).orElse(null);
        return new Verification(sealed.get().getFirst(), unsealed.get().getFirst(), head.hex(), broken == null, broken);
    }

    private static Optional<Break> check(Seals.Head last, Seal seal, @Nullable byte[] entry) {
        if (seal.sealNo != last.sealNo() + 1) {
            return Optional.of(new Break(last.sealNo() + 1, null, Fault.SEAL_MISSING));
        }
        Fault fault = !MessageDigest.isEqual(last.hash(), seal.previousHash) ? Fault.SEAL_OUT_OF_CHAIN
                : seal.format != Canonical.FORMAT ? Fault.FORMAT_UNKNOWN
                : entry == null ? Fault.ENTRY_MISSING
                : !MessageDigest.isEqual(seal.hash, Seals.hash(last.hash(), entry)) ? Fault.ENTRY_CHANGED : null;
        return fault == null ? Optional.empty() : Optional.of(new Break(seal.sealNo, seal.entryId, fault));
    }

    /** What the chain cannot see, because it has no seal: entries in closed months, and lines without an entry. */
    private static Optional<Break> outside(Tx tx) {
        Tx.Later<List<UUID>> added = tx.later(UUID.class, """
                select e.id from ledger.entries e
                  join ledger.periods p on p.company_id = e.company_id and p.id = e.period and p.state <> 'open'
                 where e.company_id = ? and not exists (select from ledger.seals s where s.company_id = e.company_id and s.entry_id = e.id)
                 order by e.recorded_at, e.id limit 1""", tx.company());
        Tx.Later<List<UUID>> orphans = tx.later(UUID.class, """
                select l.entry_id from ledger.lines l
                 where l.company_id = ?
                   and not exists (select from ledger.entries e where e.company_id = l.company_id and e.id = l.entry_id)
                 order by l.entry_id limit 1""", tx.company());
        return added.get().stream().findFirst().map(entry -> new Break(null, entry, Fault.ENTRY_ADDED))
                .or(() -> orphans.get().stream().findFirst().map(entry -> new Break(null, entry, Fault.ENTRY_OF_LINES_MISSING)));
    }
}
