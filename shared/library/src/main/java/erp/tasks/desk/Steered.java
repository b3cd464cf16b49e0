package erp.tasks.desk;

import erp.work.Identified;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.util.UUID;

/**
 * A task after somebody has steered it.
 *
 * @param state      the one it is in now
 * @param cancelling whether it runs and has been asked to stop; absent for no
 */
@Introspected
public record Steered(UUID id, String state, @Nullable Boolean cancelling) implements Identified {

    /** What became of many tasks. */
    @Introspected
    public record Many(int changed, long left) {
    }
}
