package erp.inventory.adjuststock;

import erp.money.Rounding;
import erp.stock.AdjustmentLine;
import erp.stock.Adjustments;
import erp.stock.Movement;
import erp.stock.Stock;
import erp.web.Function;
import erp.work.Identified;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * Stock is brought in line with what is there: opening stock, goods that turned up, goods that are gone. Moves, their values and the
 * journal entry are written in one transaction; a repeated request changes nothing, because its key is known.
 *
 * <p>Refused: 409 {@code period_closed}, {@code adjustment_external_id_taken}; 422 {@code date_out_of_books}, {@code unknown_location},
 * {@code unit_cost_required}, {@code unit_cost_not_allowed}, {@code unknown_stock_product}, {@code lot_required}, {@code serial_is_one},
 * {@code quantity_fraction}; 409 {@code serial_exists}, {@code insufficient_stock} with the product and what is available,
 * {@code past_stock_negative}: nothing has moved then.
 */
@Controller
@Function(name = "adjust-stock")
class AdjustStock {

    private final Work work;
    private final Adjustments adjustments;

    AdjustStock(Work work, Adjustments adjustments) {
        this.work = work;
        this.adjustments = adjustments;
    }

    @Post("/api/v1/stock-adjustments")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> adjust(@Body Request request) {
        return work.once(request, tx -> Response.of(request.reason, adjustments.adjust(tx,
                new Adjustments.Wish(request.reason, request.date,
                request.location, request.note, request.externalId, request.lines))));
    }

    /**
     * The adjustment.
     *
     * @param reason     opening, gain or loss
     * @param date       the day it counts for; the company's today when absent
     * @param location   the code of the storage place; the company's first when absent
     * @param note       why, for whoever reads the journal
     * @param externalId the adjustment's name in another system, unique
     */
    @Introspected
    record Request(Adjustments.Reason reason, @Nullable LocalDate date, @Nullable @Size(max = 40) String location,
                   @Nullable @Size(min = 1, max = 500) String note, @Nullable @Size(min = 1, max = 100) String externalId,
                   @Size(min = 1, max = 1000) List<@Valid AdjustmentLine> lines) {
    }

    /**
     * The adjustment as posted.
     *
     * @param entryId the journal entry; absent when the goods are worth nothing
     */
    @Introspected
    record Response(UUID id, Adjustments.Reason reason, LocalDate date, String location, @Nullable UUID entryId, List<Line> lines)
            implements Identified {

        static Response of(Adjustments.Reason reason, Adjustments.Adjusted adjusted) {
            return new Response(adjusted.id(), reason, adjusted.date(), adjusted.location().code(), adjusted.posted().entry(),
                    adjusted.posted().moved().stream().map(Line::of).toList());
        }
    }

    /**
     * A line as posted.
     *
     * @param value what the goods came in at or left with
     */
    @Introspected
    record Line(int n, UUID productId, String lot, BigDecimal quantity, BigDecimal value) {

        static Line of(Stock.Moved moved) {
            Movement movement = moved.movement();
            return new Line(movement.line(), movement.product(), movement.lot(), Rounding.normal(movement.quantity()),
                    moved.value().amount());
        }
    }
}
