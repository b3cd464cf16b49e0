package erp.inventory.transferstock;

import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Period;
import erp.money.Rounding;
import erp.stock.Arrivals;
import erp.stock.Location;
import erp.stock.Locations;
import erp.stock.Movement;
import erp.stock.Stock;
import erp.stock.StockCode;
import erp.stock.StockLine;
import erp.web.Function;
import erp.work.Identified;
import erp.work.Ids;
import erp.work.Refusal;
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
import java.util.stream.IntStream;

/**
 * Goods go from one storage place to another. Their value stays what it is, so nothing is posted to the journal. Orders that wait
 * for them are filled afterwards. A repeated request moves nothing, because its key is known.
 *
 * <p>Refused: 409 {@code period_closed}; 422 {@code date_out_of_books}, {@code unknown_location}, {@code same_location},
 * {@code unknown_stock_product}, {@code lot_required}, {@code serial_is_one}, {@code quantity_fraction}; 409 {@code insufficient_stock}
 * with the product and what is available, {@code past_stock_negative}: nothing has moved then.
 */
@Controller
@Function(name = "transfer-stock")
class TransferStock {

    private final Work work;
    private final Companies companies;
    private final Locations locations;
    private final Arrivals arrivals;

    TransferStock(Work work, Companies companies, Locations locations, Arrivals arrivals) {
        this.work = work;
        this.companies = companies;
        this.locations = locations;
        this.arrivals = arrivals;
    }

    @Post("/api/v1/stock-transfers")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> transfer(@Body Request request) {
        return work.once(request, tx -> {
            Company company = companies.of(tx);
            Period period = Period.lock(tx, company, company.date(request.date, tx.now())).requireOpenForStock();
            Location from = locations.storage(tx, request.from);
            Location to = locations.storage(tx, request.to);
            if (from.equals(to)) {
                throw new Refusal(List.of(new Refusal.Field("/to", StockCode.SAME_LOCATION)), StockCode.SAME_LOCATION);
            }
            UUID id = Ids.next();
            tx.write("insert into inventory.transfers (company_id, id, business_date, note) values (?, ?, ?, ?)",
                    tx.company(), id, period.date(), request.note);
            List<Stock.Moved> moved = Stock.move(tx, company, period, "stock_transfer", id, request.movements(from, to));
            arrivals.at(tx, to.id(), request.lines.stream().map(StockLine::productId).distinct().toList());
            return new Response(id, period.date(), from.code(), to.code(), moved.stream().map(Moved::of).toList());
        });
    }

    /**
     * The transfer.
     *
     * @param from the code of the storage place the goods are at
     * @param to   the code of the one they go to
     * @param date the day it counts for; the company's today when absent
     */
    @Introspected
    record Request(@Size(max = 40) String from, @Size(max = 40) String to, @Nullable LocalDate date,
                   @Nullable @Size(min = 1, max = 500) String note,
                   @Size(min = 1, max = 1000) List<@Valid StockLine> lines) {

        private List<Movement> movements(Location source, Location target) {
            return IntStream.range(0, lines.size()).mapToObj(i -> lines.get(i).move(i + 1, source, target)).toList();
        }
    }

    /** The transfer as done. */
    @Introspected
    record Response(UUID id, LocalDate date, String from, String to, List<Moved> lines) implements Identified {
    }

    /** Goods that were moved. */
    @Introspected
    record Moved(int n, UUID productId, String lot, BigDecimal quantity) {

        static Moved of(Stock.Moved moved) {
            Movement movement = moved.movement();
            return new Moved(movement.line(), movement.product(), movement.lot(), Rounding.normal(movement.quantity()));
        }
    }
}
