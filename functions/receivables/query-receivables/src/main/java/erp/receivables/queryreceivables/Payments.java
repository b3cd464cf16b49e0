package erp.receivables.queryreceivables;

import erp.web.Function;
import erp.web.ListQuery;
import erp.web.Listing;
import erp.web.Page;
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
import java.util.UUID;

/** Payments from and to customers. */
@Controller
@Function(name = "query-receivables")
class Payments {

    private static final String SELECT = """
            select m.id, m.partner_id, p.name as partner_name, m.direction, m.payment_date as date, m.amount, o.id as open_item_id, o.open,
              m.currency, m.account, m.reference, m.entry_id, m.cancels_id, c.id as cancelled_by_id,
              m.reason, m.recorded_at
              from receivables.payments m
              join partners.partners p on p.company_id = m.company_id and p.id = m.partner_id
              join receivables.open_items o on o.company_id = m.company_id and o.source_id = m.id
              left join receivables.payments c on c.company_id = m.company_id and c.cancels_id = m.id
             where m.company_id = ?""";
    private static final Listing<Row> LIST = Listing.of(Row.class, SELECT, "id", "-id");

    private final Work work;

    Payments(Work work) {
        this.work = work;
    }

    /** The payments, newest first unless sorted otherwise. */
    @Get("/api/v1/payments")
    Page<Row> list(@RequestBean ListQuery query) {
        return work.read(tx -> LIST.page(tx, query));
    }

    /** One payment. */
    @Get("/api/v1/payments/{id}")
    Row get(@PathVariable UUID id) {
        return work.read(tx -> tx.get(Row.class, SELECT + " and m.id = ?", tx.company(), id));
    }

    /**
     * A payment.
     *
     * @param direction     {@code incoming} or {@code outgoing}
     * @param open          what of it settles nothing: below zero for money that came in
     * @param cancelsId     the payment that this one takes back
     * @param cancelledById the payment that takes this one back
     */
    @Introspected
    record Row(UUID id, UUID partnerId, String partnerName, String direction, LocalDate date, BigDecimal amount, UUID openItemId,
               BigDecimal open, String currency, String account, @Nullable String reference, UUID entryId,
               @Nullable UUID cancelsId, @Nullable UUID cancelledById, @Nullable String reason, Instant recordedAt) {
    }
}
