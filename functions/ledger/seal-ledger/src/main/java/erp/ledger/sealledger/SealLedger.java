package erp.ledger.sealledger;

import erp.ledger.Seals;
import erp.tasks.Outside;
import erp.tasks.Run;
import erp.tasks.Task;
import erp.work.Work;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each night all entries that have no seal yet are sealed into the company's chain, also those of open months: what was posted yesterday
 * cannot be changed unseen (GoBD: Unveränderbarkeit), and closing a month has little left to seal. The head of the chain goes into the
 * log, which is kept elsewhere than the books: whoever has it can tell later that the chain was not replaced as a whole.
 *
 * <p>Repeating is safe: an entry is taken because it has no seal, never because it comes behind the last one, and one sealer of a company
 * waits for the other. Each thousand is a transaction of its own, and stays when a later one fails.
 */
@Singleton
class SealLedger implements Outside<SealLedger.Args> {

    private static final int CHUNK = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(SealLedger.class);

    @Override
    public Work.Handler<Result> run(Run run, Args args) {
        int sealed = 0;
        int chunk;
        do {
            run.checkpoint();
            chunk = run.work(tx -> Seals.seal(tx, CHUNK));
            sealed += chunk;
        } while (chunk == CHUNK);
        int all = sealed;
        return tx -> {
            Seals.Head head = Seals.head(tx);
            tx.afterCommit(() -> LOG.atInfo().addKeyValue("event.action", "seal-ledger").addKeyValue("trace.id", run.call().traceId())
                    .addKeyValue("organization.id", run.call().caller().company())
                    .log("{} entries sealed; the chain's head is seal {}, {}", all, head.sealNo(), head.hex()));
            return new Result(all, head.sealNo(), head.hex());
        };
    }

    /** The whole journal: there is nothing to choose. */
    @Task(name = "seal-ledger", unique = true, cron = "30 2 * * *", timeLimitSeconds = 3600)
    record Args() {
    }

    /**
     * What came of it.
     *
     * @param sealed how many entries were sealed
     * @param sealNo the number of the last seal, 0 when there is none
     * @param head   its hash
     */
    record Result(int sealed, long sealNo, String head) {
    }
}
