package erp.local.faults;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The small form of {@code infra/local/faults}. */
class FaultsTest {

    private static final long SEED = Long.getLong("faults.seed", 5);

    @TempDir
    Path database;
    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void everyTaskThatWasCommittedHappensOnceWhateverDies() throws IOException, SQLException, InterruptedException, ExecutionException {
        assertTrue(holds(new FaultRun(Fault.sequence(10, new Random(SEED)), 5_000, SEED, "")));
    }

    /** A transaction is held open across later commits at the beginning of each run; that alone must be enough. */
    @Test
    @Timeout(300)
    void anEngineThatSendsWhatHasAHigherIdentifierIsFoundOut() throws IOException, SQLException, InterruptedException, ExecutionException {
        assertFalse(holds(new FaultRun(List.of(Fault.DISPATCHER_KILLED), 400, SEED, "dispatch-by-id")));
    }

    @Test
    @Timeout(300)
    void anEngineThatAcknowledgesBeforeTheEffectIsFoundOut() throws IOException, SQLException, InterruptedException, ExecutionException {
        assertFalse(holds(new FaultRun(Collections.nCopies(3, Fault.WORKER_KILLED), 1_500, SEED, "acknowledge-first")));
    }

    private boolean holds(FaultRun run) throws IOException, SQLException, InterruptedException, ExecutionException {
        FaultRun.Outcome outcome = run.run(database, folder);
        System.out.println(Faults.text(run, outcome));
        return outcome.holds();
    }
}
