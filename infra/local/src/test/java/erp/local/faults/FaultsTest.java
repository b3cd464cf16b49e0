package erp.local.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The small form of {@code infra/local/faults}. */
class FaultsTest {

    @TempDir
    Path database;
    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void everyTaskThatWasCommittedHappensOnceWhateverDies() throws IOException, SQLException, InterruptedException, ExecutionException {
        FaultRun run = new FaultRun(Integer.getInteger("faults.faults", 10), Integer.getInteger("faults.tasks", 5_000),
                Integer.getInteger("faults.seed", 5), "");
        FaultRun.Outcome outcome = run.run(database, folder);
        System.out.println(Faults.text(run, outcome));
        assertTrue(outcome.holds(), () -> Faults.text(run, outcome));
    }
}
