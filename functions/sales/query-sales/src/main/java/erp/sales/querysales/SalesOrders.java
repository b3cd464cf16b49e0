package erp.sales.querysales;

import erp.sales.Address;
import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
import erp.work.JsonText;
import erp.work.Tx;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.RequestBean;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Orders, as a list and one by one. */
@Controller
@Function(name = "query-sales")
class SalesOrders {

    private static final Listing<Row> LIST = Listing.of(Row.class, """
            select o.id, o.number, o.partner_id, p.name as partner_name, o.state, o.order_date, o.requested_date, o.customer_reference,
                   o.external_id, o.currency, o.net, o.tax, o.gross, o.version
              from sales.orders o join partners.partners p on p.company_id = o.company_id and p.id = o.partner_id
             where o.company_id = ?""", "id", "-id");

    private final Work work;
    private final JsonText json;

    SalesOrders(Work work, JsonText json) {
        this.work = work;
        this.json = json;
    }

    /** The orders, newest first unless sorted otherwise. */
    @Get("/api/v1/sales-orders")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One order with its lines. */
    @Get("/api/v1/sales-orders/{id}")
    SalesOrder get(@PathVariable UUID id) {
        return work.read(tx -> {
            Tx.Later<List<Line>> lines = tx.later(Line.class, """
                    select l.n, l.product_id, l.description, l.quantity, l.unit, l.unit_price, l.price_source, l.discount_percent, l.net,
                           l.tax_category, l.tax_rate, l.delivered, l.invoiced,
                           coalesce((select sum(r.quantity) from inventory.reservations r
                                      where r.company_id = l.company_id and r.source_id = l.order_id and r.source_line = l.n
                                        and r.state = 'reserved'), 0) as reserved
                      from sales.order_lines l where l.company_id = ? and l.order_id = ? order by l.n""", tx.company(), id);
            return tx.get(Header.class, """
                    select o.id, o.number, o.partner_id, p.name as partner_name, o.state, o.order_date, o.requested_date,
                           o.customer_reference, o.external_id, o.currency, o.net, o.tax, o.gross, o.ship_to_country, o.cancel_reason,
                           %s as ship_to,
                           o.revision, o.version, o.recorded_at
                      from sales.orders o join partners.partners p on p.company_id = o.company_id and p.id = o.partner_id
                     where o.company_id = ? and o.id = ?""".formatted(ShipTo.of("o")), tx.company(), id).with(json, lines.get());
        });
    }

    /** An order in the list. */
    @Introspected
    record Row(UUID id, String number, UUID partnerId, String partnerName, String state, LocalDate orderDate,
               @Nullable LocalDate requestedDate, @Nullable String customerReference, @Nullable String externalId, String currency,
               BigDecimal net, BigDecimal tax, BigDecimal gross, int version) {
    }

    /** A line of an order: what was ordered, and how much of it is reserved, delivered and invoiced. */
    @Introspected
    record Line(int n, UUID productId, String description, BigDecimal quantity, String unit, BigDecimal unitPrice, String priceSource,
                BigDecimal discountPercent, BigDecimal net, String taxCategory, BigDecimal taxRate, BigDecimal reserved,
                BigDecimal delivered, BigDecimal invoiced) {
    }

    private record Header(UUID id, String number, UUID partnerId, String partnerName, String state, LocalDate orderDate,
                          LocalDate requestedDate, String customerReference, String externalId, String currency, BigDecimal net,
                          BigDecimal tax, BigDecimal gross, String shipTo, String shipToCountry, String cancelReason, int revision,
                          int version, Instant recordedAt) {

        SalesOrder with(JsonText json, List<Line> lines) {
            return new SalesOrder(id, number, partnerId, partnerName, state, orderDate, requestedDate, customerReference, externalId,
                    currency, net, tax, gross, json.read(Address.class, shipTo), shipToCountry, cancelReason, revision,
                    version, recordedAt, lines);
        }
    }

    /**
     * An order with its lines.
     *
     * @param shipTo where the goods go: the order's own address, or else that of the customer as it is now
     */
    @Introspected
    record SalesOrder(UUID id, String number, UUID partnerId, String partnerName, String state, LocalDate orderDate,
                      @Nullable LocalDate requestedDate, @Nullable String customerReference, @Nullable String externalId, String currency,
                      BigDecimal net, BigDecimal tax, BigDecimal gross, Address shipTo, String shipToCountry,
                      @Nullable String cancelReason, int revision, int version, Instant recordedAt, List<Line> lines) implements Versioned {
    }
}
