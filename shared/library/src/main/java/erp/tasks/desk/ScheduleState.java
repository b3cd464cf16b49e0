package erp.tasks.desk;

import com.fasterxml.jackson.annotation.JsonRawValue;
import erp.tasks.Cron;
import erp.work.Tx;
import erp.work.Versioned;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What runs by itself for a company.
 *
 * @param cron     minute, hour, day of month, month and day of week, in the company's time zone
 * @param active   whether it does
 * @param nextAt   when it is due next
 * @param lastAt   when it was due last, with the task that came of it
 * @param timeZone of the company
 */
@Introspected
public record ScheduleState(int companyId, String id, String kind, @JsonRawValue @Schema(type = "object") String args, String cron,
                            boolean active, @Nullable Instant nextAt, @Nullable Instant lastAt, @Nullable UUID lastTaskId, String timeZone,
                            int version) implements Versioned {

    private static final String SELECT = """
            select s.*, c.time_zone from tasks.schedules s join platform.companies c on c.company_id = s.company_id""";

    /** All of them, by company and name. */
    public static List<ScheduleState> list(Tx tx, Scope scope) {
        return tx.list(ScheduleState.class, SELECT + " where s.company_id " + scope.is() + " order by s.company_id, s.id", scope.company());
    }

    /** One of a company. */
    public static ScheduleState of(Tx tx, Scope scope, String id) {
        return tx.get(ScheduleState.class, SELECT + " where s.company_id " + scope.is() + " and s.id = ?", scope.company(), id);
    }

    /** The same, locked to be changed. */
    static ScheduleState lock(Tx tx, Scope scope, String id) {
        return tx.get(ScheduleState.class, SELECT + " where s.company_id " + scope.is() + " and s.id = ? for no key update of s",
                scope.company(), id);
    }

    /** The next times, in the company's time zone. */
    public List<Instant> upcoming(Instant now, int count) {
        List<Instant> times = new ArrayList<>();
        Optional<Instant> next = active ? Cron.next(cron, now, ZoneId.of(timeZone)) : Optional.empty();
        while (next.isPresent() && times.size() < count) {
            times.add(next.get());
            next = Cron.next(cron, next.get(), ZoneId.of(timeZone));
        }
        return times;
    }
}
