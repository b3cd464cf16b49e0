package erp.tasks.desk;

import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Tasks that were found, the newest first. */
public final class TaskList {

    private TaskList() {
    }

    /** A page of them, as the API's lists are asked. */
    public static Page<TaskRow> page(Tx tx, Scope scope, TaskSearch search, ListQuery query) {
        return Listing.of(TaskRow.class, select(scope, search), "id", "-id").page(tx, scope.company(), query, search.args());
    }

    /** At most so many of them, older than one that is known. */
    public static List<TaskRow> rows(Tx tx, Scope scope, TaskSearch search, @Nullable UUID olderThan, int limit) {
        List<Object> args = new ArrayList<>();
        args.add(scope.company());
        args.addAll(Arrays.asList(search.args()));
        if (olderThan != null) {
            args.add(olderThan);
        }
        return tx.list(TaskRow.class, select(scope, search) + (olderThan == null ? "" : " and t.id < ?") + " order by t.id desc limit "
                + limit, args.toArray());
    }

    private static String select(Scope scope, TaskSearch search) {
        return "select " + TaskRow.COLUMNS + " from tasks.tasks t where t.company_id " + scope.is() + " and " + search.sql();
    }
}
