package erp.sales.createdelivery;

import erp.company.Companies;
import erp.numbering.NumberRange;
import erp.sales.Order;
import erp.sales.SalesCode;
import erp.web.Decimal;
import erp.web.Function;
import erp.work.Identified;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
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
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A delivery is planned from orders of one customer that go to one address: everything that is reserved and open, or the given
 * lines. The orders are locked, so that two deliveries cannot plan the same goods.
 *
 * <p>Refused: 409 {@code order_state}; 422 {@code unknown_order}, {@code different_partners}, {@code unknown_order_line},
 * {@code quantity_fraction}, {@code over_delivery}, {@code nothing_to_deliver}.
 */
@Controller
@Function(name = "create-delivery")
class CreateDelivery {

    private final Work work;
    private final Companies companies;

    CreateDelivery(Work work, Companies companies) {
        this.work = work;
        this.companies = companies;
    }

    @Post("/api/v1/deliveries")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> create(@Body Request request) {
        return work.once(request, tx -> {
            Tx.Later<String> number = NumberRange.DELIVERY.drawLoose(tx, "DN-");
            List<UUID> orderIds = request.orderIds.stream().distinct().toList();
            List<Order> orders = Order.lock(tx, orderIds);
            if (orders.size() < orderIds.size()) {
                throw new Refusal(SalesCode.UNKNOWN_ORDER);
            }
            orders.forEach(order -> order.requireState("confirmed", "partly_delivered"));
            if (orders.stream().map(Order::destination).distinct().count() > 1) {
                throw new Refusal(SalesCode.DIFFERENT_PARTNERS);
            }
            List<Order.Line> open = Order.lines(tx, orderIds);
            List<Planned> lines = request.lines == null ? Planned.reserved(tx, open) : Planned.wanted(open, request.lines);
            if (lines.isEmpty()) {
                throw new Refusal(SalesCode.NOTHING_TO_DELIVER);
            }
            UUID id = Ids.next();
            LocalDate date = companies.of(tx).date(request.plannedDate, tx.now());
            write(tx, id, number.get() == null ? id.toString() : number.get(), date, orders.getFirst().id(), lines);
            return new Response(id, number.get(), "draft", date, 1, IntStream.range(0, lines.size())
                    .mapToObj(i -> new Response.Line(i + 1, lines.get(i).orderId(), lines.get(i).orderLine(), lines.get(i).productId(),
                            lines.get(i).quantity(), lines.get(i).lot())).toList());
        });
    }

    private static void write(Tx tx, UUID id, String number, LocalDate date, UUID orderId, List<Planned> lines) {
        tx.write("""
                insert into sales.deliveries (company_id, id, number, partner_id, state, location_id, planned_date, ship_to,
                                              ship_to_country)
                select company_id, ?, ?, partner_id, 'draft', location_id, ?, ship_to, ship_to_country
                  from sales.orders where company_id = ? and id = ?""", id, number, date, tx.company(), orderId);
        tx.write("""
                insert into sales.delivery_lines (company_id, delivery_id, n, order_id, order_line, product_id, quantity, lot)
                select ?, ?, l.* from unnest(?::smallint[], ?::uuid[], ?::smallint[], ?::uuid[], ?::numeric[], ?::text[]) l""",
                tx.company(), id, IntStream.rangeClosed(1, lines.size()).boxed().toList(), lines.stream().map(Planned::orderId).toList(),
                lines.stream().map(Planned::orderLine).toList(), lines.stream().map(Planned::productId).toList(),
                lines.stream().map(Planned::quantity).toList(), lines.stream().map(Planned::lot).toList());
    }

    /**
     * What to deliver.
     *
     * @param orderIds    confirmed orders of one customer, served from one storage place to one address
     * @param lines       what of them; everything reserved and open when absent
     * @param plannedDate when it is to leave; the company's today when absent
     */
    @Introspected
    record Request(@Size(min = 1, max = 100) List<UUID> orderIds, @Nullable @Size(min = 1, max = 1000) List<@Valid Line> lines,
                   @Nullable LocalDate plannedDate) {
    }

    /**
     * A part of an order's line.
     *
     * @param quantity at most what is neither delivered nor planned
     * @param lot      the lot or serial number that is to leave; the reserved ones when absent
     */
    @Introspected
    record Line(UUID orderId, int orderLine, @Decimal(scale = 6, min = "0.000001", max = "999999999") BigDecimal quantity,
                @Nullable @Size(min = 1, max = 100) String lot) {
    }

    /**
     * The delivery as planned.
     *
     * @param number absent only in the answer to a dry run, which gives none
     */
    @Introspected
    record Response(UUID id, @Nullable String number, String state, LocalDate plannedDate, int version, List<Line> lines)
            implements Identified, Versioned {

        @Introspected
        record Line(int n, UUID orderId, int orderLine, UUID productId, BigDecimal quantity, String lot) {
        }
    }
}
