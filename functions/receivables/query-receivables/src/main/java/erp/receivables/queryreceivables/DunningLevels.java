package erp.receivables.queryreceivables;

import erp.web.Function;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.math.BigDecimal;
import java.util.List;

/** The steps from a reminder to the last demand. */
@Controller
@Function(name = "query-receivables")
class DunningLevels {

    private final Work work;

    DunningLevels(Work work) {
        this.work = work;
    }

    private record Row(int days, BigDecimal fee, boolean interest, String text, int paymentDays, int version) {

        Level asLevel() {
            return new Level(days, fee, interest, text, paymentDays);
        }
    }

    /** All levels, in ascending order. */
    @Get("/api/v1/dunning-levels")
    Levels get() {
        return work.read(tx -> {
            List<Row> rows = tx.list(Row.class, """
                    select days, fee, interest, text, payment_days, version from receivables.dunning_levels
                     where company_id = ? order by level""", tx.company());
            return new Levels(rows.stream().map(Row::asLevel).toList(), rows.stream().mapToInt(Row::version).max().orElse(0));
        });
    }

    /**
     * A level.
     *
     * @param days        how long a claim is overdue before
     * @param fee         what the letters up to this level cost in all
     * @param interest    whether interest and compensation are claimed (§ 288 BGB)
     * @param text        {@code reminder}, {@code demand} or {@code final_demand}
     * @param paymentDays how long the customer is given
     */
    @Introspected
    record Level(int days, BigDecimal fee, boolean interest, String text, int paymentDays) {
    }

    /** The levels; the first is level 1. */
    @Introspected
    record Levels(List<Level> levels, int version) implements Versioned {
    }
}
