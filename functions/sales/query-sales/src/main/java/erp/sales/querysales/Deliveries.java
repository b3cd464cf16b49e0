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
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Deliveries, as a list and one by one. */
@Controller
@Function(name = "query-sales")
class Deliveries {

    private static final String SELECT = """
            select d.id, d.number, d.partner_id, p.name as partner_name, d.state, d.planned_date, d.ship_date, d.ship_to_country,
                   d.entry_id, d.version
              from sales.deliveries d join partners.partners p on p.company_id = d.company_id and p.id = d.partner_id
             where d.company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "-id");

    private final Work work;
    private final JsonText json;

    Deliveries(Work work, JsonText json) {
        this.work = work;
        this.json = json;
    }

    /** The deliveries, newest first unless sorted otherwise. */
    @Get("/api/v1/deliveries")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One delivery with its lines. */
    @Get("/api/v1/deliveries/{id}")
    Delivery get(@PathVariable UUID id) {
        return work.read(tx -> {
            Tx.Later<List<Line>> lines = tx.later(Line.class, """
                    select n, order_id, order_line, product_id, quantity, lot, invoiced from sales.delivery_lines
                     where company_id = ? and delivery_id = ? order by n""", tx.company(), id);
            Tx.Later<List<String>> shipTo = tx.later(String.class, """
                    select %s
                      from sales.deliveries d join partners.partners p on p.company_id = d.company_id and p.id = d.partner_id
                     where d.company_id = ? and d.id = ?""".formatted(ShipTo.of("d")), tx.company(), id);
            Row row = tx.get(Row.class, SELECT + " and d.id = ?", tx.company(), id);
            return new Delivery(row.id, row.number, row.partnerId, row.partnerName, row.state, row.plannedDate, row.shipDate,
                    json.read(Address.class, shipTo.get().getFirst()), row.shipToCountry, row.entryId, row.version, lines.get());
        });
    }

    /** A delivery in the list. */
    @Introspected
    record Row(UUID id, String number, UUID partnerId, String partnerName, String state, LocalDate plannedDate,
               @Nullable LocalDate shipDate, String shipToCountry, @Nullable UUID entryId, int version) {
    }

    /** A line of a delivery: which line of which order it serves. */
    @Introspected
    record Line(int n, UUID orderId, int orderLine, UUID productId, BigDecimal quantity, String lot, BigDecimal invoiced) {
    }

    /**
     * A delivery with its lines.
     *
     * @param shipTo where the goods go: the order's own address, or else that of the customer as it is now
     */
    @Introspected
    record Delivery(UUID id, String number, UUID partnerId, String partnerName, String state, LocalDate plannedDate,
                    @Nullable LocalDate shipDate, Address shipTo, String shipToCountry, @Nullable UUID entryId, int version,
                    List<Line> lines) implements Versioned {
    }
}
