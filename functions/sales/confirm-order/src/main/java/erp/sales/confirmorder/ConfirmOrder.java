package erp.sales.confirmorder;

import erp.sales.Order;
import erp.sales.OrderState;
import erp.sales.Orders;
import erp.sales.Reservation;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.util.UUID;

/**
 * A draft becomes binding: the credit limit is checked against what is open and ordered, and the goods are reserved, what is there
 * ({@code partial}; the rest waits for stock) or everything ({@code all}).
 *
 * <p>Refused: 404; 412 {@code version_stale}; 409 {@code order_state}, {@code not_available}; 422 {@code no_customer},
 * {@code partner_blocked}, {@code credit_limit_exceeded}.
 */
@Controller
@Function(name = "confirm-order")
class ConfirmOrder {

    private final Work work;
    private final Orders orders;

    ConfirmOrder(Work work, Orders orders) {
        this.work = work;
        this.orders = orders;
    }

    @Post("/api/v1/sales-orders/{id}/confirm")
    HttpResponse<OrderState> confirm(@PathVariable UUID id, @Body Request request) {
        return work.once(request, tx -> {
            Order order = Order.lock(tx, id);
            order.refuseStale(tx.call());
            order.requireState("draft");
            orders.confirm(tx, order, request.reservation == null ? Reservation.PARTIAL : request.reservation);
            return new OrderState(id, order.number(), "confirmed", order.version() + 1);
        });
    }

    /**
     * How to confirm.
     *
     * @param reservation {@code partial} when absent
     */
    @Introspected
    record Request(@Nullable Reservation reservation) {
    }
}
