package erp.receivables.setdunninglevels;

import com.fasterxml.jackson.annotation.JsonProperty;
import erp.receivables.ReceivablesCode;
import erp.web.Decimal;
import erp.web.Function;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Put;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The steps from a reminder to the last demand are replaced, all of them; the first is level 1. Claims keep the level they have reached,
 * and go on from there. Repeating changes nothing more: the version has moved on.
 *
 * <p>Refused: 428 and 412 without the version that is replaced; 422 {@code dunning_level_order} where a level is not later than the one
 * before it.
 */
@Controller
@Function(name = "set-dunning-levels")
class SetDunningLevels {

    private final Work work;

    SetDunningLevels(Work work) {
        this.work = work;
    }

    private record Seen(int version) implements Versioned {
    }

    @Put("/api/v1/dunning-levels")
    HttpResponse<Response> set(@Body Request request) {
        return work.once(request, tx -> {
            tx.call().requireIfMatch();
            // A run holds the levels too: it is done with the old ones or begins with the new ones.
            tx.write("select from receivables.dunning_levels where company_id = ? order by level for update", tx.company());
            int version = tx.list(Integer.class,
                    "select coalesce(max(version), 0) from receivables.dunning_levels where company_id = ?", tx.company()).getFirst();
            new Seen(version).refuseStale(tx.call());
            request.refuseDisorder();
            write(tx, request.levels, version + 1);
            return new Response(request.levels, version + 1);
        });
    }

    private static void write(Tx tx, List<Level> levels, int version) {
        tx.write("delete from receivables.dunning_levels where company_id = ?", tx.company());
        tx.write("""
                insert into receivables.dunning_levels (company_id, version, level, days, fee, interest, text, payment_days)
                select ?, ?, l.* from unnest(?::smallint[], ?::integer[], ?::numeric[], ?::boolean[], ?::text[], ?::integer[]) l""",
                tx.company(), version, IntStream.rangeClosed(1, levels.size()).boxed().toList(), levels.stream().map(Level::days).toList(),
                levels.stream().map(Level::fee).toList(), levels.stream().map(Level::interest).toList(),
                levels.stream().map(level -> level.text.name().toLowerCase(Locale.ROOT)).toList(),
                levels.stream().map(Level::paymentDays).toList());
    }

    /** All levels, in ascending order. */
    @Introspected
    record Request(@Size(min = 1, max = 9) List<@Valid Level> levels) {

        void refuseDisorder() {
            IntStream.range(1, levels.size()).filter(i -> levels.get(i).days <= levels.get(i - 1).days).findFirst().ifPresent(i -> {
                throw new Refusal(List.of(new Refusal.Field("/levels/" + i + "/days", ReceivablesCode.DUNNING_LEVEL_ORDER, i + 1)),
                        ReceivablesCode.DUNNING_LEVEL_ORDER, i + 1);
            });
        }
    }

    /** Which words a letter has. */
    enum Words {
        @JsonProperty("reminder")
        REMINDER,
        @JsonProperty("demand")
        DEMAND,
        @JsonProperty("final_demand")
        FINAL_DEMAND
    }

    /**
     * A level.
     *
     * @param days        how long a claim is overdue before
     * @param fee         what the letters up to this level cost in all; not claimed beside the compensation of § 288 (5) BGB
     * @param interest    whether interest and that compensation are claimed
     * @param text        which words the letter has
     * @param paymentDays how long the customer is given
     */
    @Introspected
    record Level(@Min(1) @Max(365) int days, @Decimal(scale = 2, min = "0", max = "1000") BigDecimal fee, boolean interest, Words text,
                 @Min(1) @Max(60) int paymentDays) {
    }

    /** The levels as they are now. */
    @Introspected
    record Response(List<Level> levels, int version) implements Versioned {
    }
}
