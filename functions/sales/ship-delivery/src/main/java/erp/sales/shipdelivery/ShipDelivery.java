package erp.sales.shipdelivery;

import erp.company.Companies;
import erp.company.Company;
import erp.documents.RenderDocument;
import erp.documents.Source;
import erp.ledger.Period;
import erp.sales.Delivery;
import erp.sales.OrderState;
import erp.stock.Movement;
import erp.stock.Stock;
import erp.tasks.Tasks;
import erp.tasks.Wish;
import erp.web.Function;
import erp.webhooks.EventType;
import erp.webhooks.Events;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * The goods leave: moves, their cost and its journal entry in one transaction, and what was reserved for them is used up. Lots and
 * serial numbers are those of the delivery's lines, or else the reserved ones. Its delivery note is made in the background.
 *
 * <p>Refused: 404; 412 {@code version_stale}; 409 {@code delivery_state}, {@code period_closed}, {@code insufficient_stock},
 * {@code past_stock_negative}; 422 {@code date_out_of_books}, {@code date_ahead}, {@code lot_required}.
 */
@Controller
@Function(name = "ship-delivery")
class ShipDelivery {

    private final Work work;
    private final Companies companies;
    private final Shipments shipments;
    private final Tasks tasks;
    private final Events events;

    ShipDelivery(Work work, Companies companies, Shipments shipments, Tasks tasks, Events events) {
        this.work = work;
        this.companies = companies;
        this.shipments = shipments;
        this.tasks = tasks;
        this.events = events;
    }

    @Post("/api/v1/deliveries/{id}/ship")
    HttpResponse<OrderState> ship(@PathVariable UUID id, @Body Request request) {
        return work.once(request, tx -> {
            Company company = companies.of(tx);
            LocalDate date = company.date(request.date, tx.now());
            Tx.Later<Period> month = Period.later(tx, company, "select ?::date from sales.deliveries where company_id = ? and id = ?",
                    date, tx.company(), id);
            Delivery delivery = Shipments.lock(tx, id);
            delivery.refuseStale(tx.call());
            delivery.requireDraft();
            Period period = month.get();
            List<Movement> movements = shipments.movements(tx, delivery);
            UUID entry = Stock.post(tx, company, period, "delivery", id, "Warenausgang " + delivery.number(), movements).entry();
            shipments.ship(tx, delivery, period.date(), entry);
            tasks.enqueue(tx, Wish.of(new RenderDocument(Source.delivery(id))).about("deliveries", id));
            return events.publish(tx, EventType.DELIVERY_SHIPPED,
                    new OrderState(id, delivery.number(), "shipped", delivery.version() + 1));
        });
    }

    /**
     * When.
     *
     * @param date the day the goods leave, which is the day of supply; the company's today when absent
     */
    @Introspected
    record Request(@Nullable LocalDate date) {
    }
}
