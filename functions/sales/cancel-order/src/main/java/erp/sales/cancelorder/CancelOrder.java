package erp.sales.cancelorder;

import erp.sales.Order;
import erp.sales.OrderState;
import erp.sales.SalesCode;
import erp.stock.Arrivals;
import erp.stock.Reservations;
import erp.web.Function;
import erp.webhooks.EventType;
import erp.webhooks.Events;
import erp.work.Refusal;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/**
 * An order of which nothing has been delivered or planned is given up, and its goods are there for others again, for those
 * who wait for them first. What has been
 * delivered stays delivered: such an order is amended to what was delivered.
 *
 * <p>Refused: 404; 412 {@code version_stale}; 409 {@code order_state}, {@code already_delivered}, {@code already_invoiced}.
 */
@Controller
@Function(name = "cancel-order")
class CancelOrder {

    private final Work work;
    private final Events events;
    private final Arrivals arrivals;

    CancelOrder(Work work, Events events, Arrivals arrivals) {
        this.work = work;
        this.events = events;
        this.arrivals = arrivals;
    }

    @Post("/api/v1/sales-orders/{id}/cancel")
    HttpResponse<OrderState> cancel(@PathVariable UUID id, @Body Request request) {
        return work.once(request, tx -> {
            Order order = Order.lock(tx, id);
            order.refuseStale(tx.call());
            order.requireState("draft", "confirmed", "partly_delivered");
            for (Order.Line line : Order.lines(tx, List.of(id))) {
                if (line.bound().signum() > 0) {
                    throw new Refusal(SalesCode.ALREADY_DELIVERED, line.n(), line.bound().stripTrailingZeros().toPlainString());
                }
                if (line.invoiced().signum() > 0) {
                    throw new Refusal(SalesCode.ALREADY_INVOICED);
                }
            }
            List<Reservations.Reserved> reserved = Reservations.lockOf(tx, id);
            Reservations.release(tx, reserved);
            tx.write("""
                    update sales.orders set state = 'cancelled', cancel_reason = ?, version = version + 1
                     where company_id = ? and id = ?""", request.reason, tx.company(), id);
            arrivals.released(tx, reserved);
            return events.publish(tx, EventType.ORDER_CANCELLED, new OrderState(id, order.number(), "cancelled", order.version() + 1));
        });
    }

    /**
     * Why.
     *
     * @param reason for those who look at the order later
     */
    @Introspected
    record Request(@NotBlank @Size(max = 500) String reason) {
    }
}
