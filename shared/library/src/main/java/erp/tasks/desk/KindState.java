package erp.tasks.desk;

import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.util.List;

/**
 * A kind of task, as the workers that can run it have said. Kinds are the same for all companies.
 *
 * @param outside whether it calls somebody outside, under a lease
 * @param cron    when it runs by itself for each company
 * @param args    the names of its arguments
 */
@Introspected
public record KindState(String kind, String queue, int attempts, int backoffSeconds, int backoffMaxSeconds, int timeLimitSeconds,
                        int priority, int batch, boolean outside, @Nullable String cron, List<String> args) {

    /** All kinds by name. */
    public static List<KindState> list(Tx tx) {
        return tx.list(KindState.class, "select k.* from tasks.kinds k order by k.kind");
    }
}
