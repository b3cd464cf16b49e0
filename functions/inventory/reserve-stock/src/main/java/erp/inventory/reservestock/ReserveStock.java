package erp.inventory.reservestock;

import erp.money.Rounding;
import erp.stock.Location;
import erp.stock.Locations;
import erp.stock.Reservations;
import erp.stock.StockLine;
import erp.web.Function;
import erp.work.Ids;
import erp.work.Tx;
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
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Goods are promised to somebody without an order: all lines or none. Each lot that serves a line is a reservation of its own, to be
 * released on its own. A repeated request reserves nothing more, because its key is known.
 *
 * <p>Refused: 422 {@code unknown_location}, {@code unknown_stock_product}, {@code lot_required}, {@code serial_is_one},
 * {@code quantity_fraction}; 409 {@code not_available} with what is available.
 */
@Controller
@Function(name = "reserve-stock")
class ReserveStock {

    private final Work work;
    private final Locations locations;

    ReserveStock(Work work, Locations locations) {
        this.work = work;
        this.locations = locations;
    }

    @Post("/api/v1/stock-reservations")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> reserve(@Body Request request) {
        return work.once(request, tx -> {
            Location location = locations.storage(tx, request.location);
            List<Reservations.Wish> wishes = request.wishes();
            Tx.Later<List<Reservations.Counter>> counters =
                    Reservations.lock(tx, location.id(), wishes.stream().map(Reservations.Wish::product).distinct().toList());
            Reservations.check(tx, wishes);
            return new Response(location.code(), Reservations.reserve(tx, counters.get(), wishes, true, Reservations.FREE, Ids.next())
                    .stream().map(Reservation::of).toList());
        });
    }

    /**
     * What is wanted.
     *
     * @param location the code of the storage place; the company's first when absent
     * @param lines    goods; of any lot where none is named
     */
    @Introspected
    record Request(@Nullable @Size(max = 40) String location, @Size(min = 1, max = 1000) List<@Valid StockLine> lines) {

        private List<Reservations.Wish> wishes() {
            return IntStream.range(0, lines.size()).mapToObj(i -> lines.get(i).wish(i + 1)).toList();
        }
    }

    /** What is reserved now. */
    @Introspected
    record Response(String location, List<Reservation> reservations) {
    }

    /**
     * A reservation.
     *
     * @param line the line of the request it serves, from 1
     */
    @Introspected
    record Reservation(UUID id, int line, UUID productId, String lot, BigDecimal quantity, String state, int version) {

        static Reservation of(Reservations.Reserved reserved) {
            return new Reservation(reserved.id(), reserved.sourceLine(), reserved.productId(), reserved.lot(),
                    Rounding.normal(reserved.quantity()), "reserved", 1);
        }
    }
}
