package erp.sales.amendorder;

import erp.sales.Address;
import erp.sales.Order;
import erp.sales.OrderLine;
import erp.sales.OrderState;
import erp.web.Decimal;
import erp.web.Function;
import erp.web.MergePatch;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.openapi.annotation.OpenAPIExtraSchema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * An order gets a new revision: what is absent stays, an explicit null clears it (RFC 7396), and given lines replace all the old
 * ones, which are kept as they were. What has been delivered or is planned stays ordered, and what has been invoiced keeps its price;
 * a line keeps what was agreed unless it says otherwise. The goods of a confirmed order are reserved anew. Repeating changes nothing
 * more: the version has moved on.
 *
 * <p>Refused: 428 {@code if_match_missing}; 404; 412 {@code version_stale}; 409 {@code order_state}, {@code already_delivered},
 * {@code already_invoiced}; 422 {@code unknown_order_line} and all that place-order refuses.
 */
@Controller
@Function(name = "amend-order")
// The compiler that describes the API does not look into a patch.
@OpenAPIExtraSchema(AmendOrder.Request.class)
class AmendOrder {

    private final Work work;
    private final Amendments amendments;

    AmendOrder(Work work, Amendments amendments) {
        this.work = work;
        this.amendments = amendments;
    }

    @Post("/api/v1/sales-orders/{id}/amend")
    HttpResponse<OrderState> amend(@PathVariable UUID id, @Body MergePatch<Request> request) {
        return work.once(request, tx -> {
            tx.call().requireIfMatch();
            Order order = Order.lock(tx, id);
            order.refuseStale(tx.call());
            order.requireState("draft", "confirmed", "partly_delivered");
            String state = amendments.amend(tx, order, request);
            return new OrderState(id, order.number(), state, order.version() + 1);
        });
    }

    /**
     * The order as it is to be.
     *
     * @param requestedDate     when the goods are wanted
     * @param shipTo            where the goods go, in full; the customer's address when null
     * @param customerReference the customer's own number
     * @param lines             all lines
     */
    @Introspected
    record Request(@Nullable LocalDate requestedDate, @Nullable @Valid Address shipTo, @Nullable @Size(max = 100) String customerReference,
                   @Size(min = 1, max = 1000) List<@Valid Line> lines) {

        static Request of(Order order, @Nullable Address shipTo, List<Order.Line> lines) {
            return new Request(order.requestedDate(), shipTo, order.customerReference(), lines.stream().map(Line::of).toList());
        }
    }

    /**
     * A line as it is to be.
     *
     * @param n               the number of the line it replaces; absent for a new one
     * @param productId       what
     * @param quantity        how much, in the product's unit, greater than 0
     * @param unitPrice       the net price of one unit; when absent that of the line it replaces, and the price list's for a new one
     * @param discountPercent taken off the price, 0 to 100; when absent that of the line it replaces
     * @param description     the text on documents; when absent that of the line it replaces, and the product's name for a new one
     */
    @Introspected
    record Line(@Nullable Integer n, UUID productId, @Decimal(scale = 6, min = "0.000001", max = "999999999") BigDecimal quantity,
                @Nullable @Decimal(scale = 6, min = "0", max = "999999999") BigDecimal unitPrice,
                @Nullable @Decimal(scale = 6, min = "0", max = "100") BigDecimal discountPercent,
                @Nullable @Size(min = 1, max = 500) String description) {

        static Line of(Order.Line line) {
            return new Line(line.n(), line.productId(), line.quantity(), null, null, null);
        }

        OrderLine anew() {
            return new OrderLine(productId, quantity, unitPrice, discountPercent, description);
        }

        OrderLine after(Order.Line before) {
            return new OrderLine(productId, quantity, unitPrice == null ? before.unitPrice() : unitPrice,
                    discountPercent == null ? before.discountPercent() : discountPercent,
                    description == null ? before.description() : description);
        }
    }
}
