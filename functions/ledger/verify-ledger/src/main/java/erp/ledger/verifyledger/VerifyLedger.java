package erp.ledger.verifyledger;

import erp.ledger.LedgerCode;
import erp.ledger.Verification;
import erp.tasks.Outside;
import erp.tasks.Run;
import erp.tasks.Task;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Objects;

/**
 * Each night, after sealing, the whole chain of seals is computed again from what the database holds, a batch at a time. Whatever comes
 * of it is kept as a verification; a chain that breaks also ends in the dead letters, and every night again until somebody has seen to it.
 *
 * <p>Repeating is safe: it only reads, and adds a verification.
 *
 * <p>Refused: {@code chain_broken}, with the first seal and entry that do not fit.
 */
@Singleton
class VerifyLedger implements Outside<VerifyLedger.Args> {

    @Override
    public Work.Handler<Verification> run(Run run, Args args) {
        Verification.Progress progress = Verification.Progress.BEGINNING;
        while (!progress.isEnd()) {
            run.checkpoint();
            progress = run.work(progress::next);
        }
        Verification.Progress end = progress;
        Verification verification = run.work(tx -> keep(tx, Verification.of(tx, end)));
        Verification.Break broken = verification.firstBreak();
        if (broken != null) {
            throw new Refusal(LedgerCode.CHAIN_BROKEN, fault(broken), Objects.toString(broken.sealNo(), "–"),
                    Objects.toString(broken.entryId(), "–"));
        }
        return _ -> verification;
    }

    private static Verification keep(Tx tx, Verification result) {
        Verification.Break broken = result.firstBreak();
        tx.write("""
                insert into ledger.verifications (company_id, id, sealed, unsealed, head, intact, seal_no, entry_id, fault)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""", tx.company(), Ids.next(), result.sealed(), result.unsealed(), result.head(),
                result.intact(), broken == null ? null : broken.sealNo(), broken == null ? null : broken.entryId(),
                broken == null ? null : fault(broken));
        return result;
    }

    private static String fault(Verification.Break broken) {
        return broken.fault().name().toLowerCase(Locale.ROOT);
    }

    /** The whole chain: there is nothing to choose. */
    @Task(name = "verify-ledger", unique = true, cron = "30 3 * * *", timeLimitSeconds = 3600)
    record Args() {
    }
}
