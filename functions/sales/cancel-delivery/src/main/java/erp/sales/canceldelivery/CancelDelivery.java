package erp.sales.canceldelivery;

import erp.sales.Delivery;
import erp.sales.OrderState;
import erp.web.Function;
import erp.work.Work;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.util.UUID;

/**
 * A planned delivery is given up before it leaves: its goods can be planned again, and stay reserved for their orders until these are
 * cancelled. The delivery's lock decides between this and shipping it; a repetition gets the first answer.
 *
 * <p>Refused: 404; 412 {@code version_stale}; 409 {@code delivery_state}.
 */
@Controller
@Function(name = "cancel-delivery")
class CancelDelivery {

    private final Work work;

    CancelDelivery(Work work) {
        this.work = work;
    }

    @Post("/api/v1/deliveries/{id}/cancel")
    HttpResponse<OrderState> cancel(@PathVariable UUID id) {
        return work.once(tx -> {
            Delivery delivery = Delivery.lock(tx, id);
            delivery.refuseStale(tx.call());
            delivery.requireDraft();
            tx.write("update sales.deliveries set state = 'cancelled', version = version + 1 where company_id = ? and id = ?",
                    tx.company(), id);
            return new OrderState(id, delivery.number(), "cancelled", delivery.version() + 1);
        });
    }
}
