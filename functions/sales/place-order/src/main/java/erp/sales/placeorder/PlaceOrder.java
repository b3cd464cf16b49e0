package erp.sales.placeorder;

import erp.company.Companies;
import erp.sales.Address;
import erp.sales.OrderLine;
import erp.sales.Orders;
import erp.sales.Reservation;
import erp.stock.Reservations;
import erp.tax.TaxTotals;
import erp.web.Function;
import erp.work.Identified;
import erp.work.Versioned;
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
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A customer orders: prices come from the line or from the price lists, and stand fixed from then on. With {@code confirm} the
 * order is confirmed in the same transaction: the credit limit is checked and the goods are reserved, what is there
 * ({@code partial}) or everything ({@code all}).
 *
 * <p>Refused: 409 {@code not_available}, {@code order_external_id_taken}; 422 {@code unknown_location}, {@code unknown_partner},
 * {@code no_customer}, {@code partner_blocked}, {@code unknown_product}, {@code product_archived}, {@code quantity_fraction},
 * {@code no_price}, {@code credit_limit_exceeded}.
 */
@Controller
@Function(name = "place-order")
class PlaceOrder {

    private final Work work;
    private final Orders orders;
    private final Companies companies;

    PlaceOrder(Work work, Orders orders, Companies companies) {
        this.work = work;
        this.orders = orders;
        this.companies = companies;
    }

    @Post("/api/v1/sales-orders")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> place(@Body Request request) {
        return work.once(request, tx -> {
            LocalDate date = companies.of(tx).date(request.orderDate, tx.now());
            Orders.Wish wish = new Orders.Wish(request.partnerId, date, request.requestedDate, request.location, request.shipTo,
                    request.customerReference, request.externalId, request.lines);
            return Response.of(orders.place(tx, wish, request.reserving()));
        });
    }

    /**
     * The order.
     *
     * @param orderDate         the company's today when absent
     * @param requestedDate     when the goods are wanted
     * @param location          the storage place the goods come from; the company's first when absent
     * @param shipTo            where the goods go; the customer's address when absent
     * @param customerReference the customer's own number, printed on documents
     * @param externalId        the order's name in another system, unique
     * @param confirm           whether to confirm it at once
     * @param reservation       how confirming reserves: {@code PARTIAL} when absent
     */
    @Introspected
    record Request(UUID partnerId, @Nullable LocalDate orderDate, @Nullable LocalDate requestedDate,
                   @Nullable @Size(max = 40) String location, @Nullable @Valid Address shipTo,
                   @Nullable @Size(max = 100) String customerReference,
                   @Nullable @Size(min = 1, max = 100) String externalId, @Nullable Boolean confirm, @Nullable Reservation reservation,
                   @Size(min = 1, max = 1000) List<@Valid OrderLine> lines) {

        private Reservation reserving() {
            return !Boolean.TRUE.equals(confirm) ? null : reservation == null ? Reservation.PARTIAL : reservation;
        }
    }

    /**
     * The order as placed, with the prices and taxes it was given.
     *
     * @param number absent only in the answer to a dry run, which gives none
     */
    @Introspected
    record Response(UUID id, @Nullable String number, String state, BigDecimal net, BigDecimal tax, BigDecimal gross, String currency,
                    int version, List<Line> lines) implements Identified, Versioned {

        static Response of(Orders.Placed placed) {
            TaxTotals totals = placed.draft().totals();
            Map<Integer, BigDecimal> reserved = placed.reserved().stream()
                    .collect(Collectors.toMap(Reservations.Reserved::sourceLine, Reservations.Reserved::quantity, BigDecimal::add));
            return new Response(placed.id(), placed.number(), placed.state(), totals.basis().amount(), totals.tax().amount(),
                    totals.gross().amount(), totals.gross().currency().getCurrencyCode(), 1, placed.draft().lines().stream()
                    .map(line -> new Line(line.n(), line.productId(), line.quantity(), line.unitPrice(), line.net().amount(),
                            line.tax().category().name(), line.tax().rate(), reserved.getOrDefault(line.n(), BigDecimal.ZERO))).toList());
        }
    }

    @Introspected
    record Line(int n, UUID productId, BigDecimal quantity, BigDecimal unitPrice, BigDecimal net, String taxCategory, BigDecimal taxRate,
                BigDecimal reserved) {
    }
}
