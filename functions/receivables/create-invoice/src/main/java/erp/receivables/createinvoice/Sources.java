package erp.receivables.createinvoice;

import erp.receivables.ReceivablesCode;
import erp.receivables.createinvoice.CreateInvoice.Line;
import erp.receivables.createinvoice.CreateInvoice.Request;
import erp.sales.SalesCode;
import erp.work.Code;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the deliveries and orders of a request leave to be invoiced, under the locks of the orders. */
final class Sources {

    private final Tx.Later<List<Source>> deliveries;
    private final Tx.Later<List<Source>> orders;

    private Sources(Tx.Later<List<Source>> deliveries, Tx.Later<List<Source>> orders) {
        this.deliveries = deliveries;
        this.orders = orders;
    }

    static List<UUID> deliveries(Request request) {
        return ids(request.deliveryIds(), request.lines(), Line::deliveryId);
    }

    static List<UUID> orders(Request request) {
        return ids(request.orderIds(), request.lines(), Line::orderId);
    }

    private static List<UUID> ids(@Nullable List<UUID> whole, @Nullable List<Line> lines, Function<Line, UUID> id) {
        return Stream.concat(whole == null ? Stream.of() : whole.stream(), lines == null ? Stream.of() : lines.stream().map(id))
                .filter(one -> one != null).distinct().toList();
    }

    /** Locks the orders behind a request in the order of their identifiers, and reads what is not invoiced. */
    static Sources lock(Tx tx, Request request) {
        List<UUID> deliveries = deliveries(request);
        List<UUID> orders = orders(request);
        if (deliveries.isEmpty() && orders.isEmpty()) {
            return new Sources(List::of, List::of);
        }
        tx.write("""
                select from sales.orders where company_id = ? and id in
                       (select unnest(?::uuid[]) union all
                        select order_id from sales.delivery_lines where company_id = ? and delivery_id = any(?::uuid[]))
                 order by id for no key update""", tx.company(), orders, tx.company(), deliveries);
        return new Sources(
                deliveries.isEmpty() ? List::of : tx.later(Source.class, """
                        select d.id as delivery_id, l.n as delivery_line, l.order_id, l.order_line, d.state, d.partner_id, d.ship_date,
                               d.ship_to_country, l.product_id, true as stocked, l.quantity - l.invoiced as open,
                               o.quantity - o.invoiced as order_open, o.description, o.unit, o.unit_price, o.discount_percent, o.tax_class
                          from sales.deliveries d
                          join sales.delivery_lines l on l.company_id = d.company_id and l.delivery_id = d.id
                          join sales.order_lines o on o.company_id = l.company_id and o.order_id = l.order_id and o.n = l.order_line
                         where d.company_id = ? and d.id = any(?::uuid[]) order by d.id, l.n""", tx.company(), deliveries),
                orders.isEmpty() ? List::of : tx.later(Source.class, """
                        select null::uuid as delivery_id, null::integer as delivery_line, o.id as order_id, l.n as order_line, o.state,
                               o.partner_id, null::date as ship_date, o.ship_to_country, l.product_id, l.stocked,
                               l.quantity - l.invoiced as open, l.quantity - l.invoiced as order_open, l.description, l.unit, l.unit_price,
                               l.discount_percent, l.tax_class
                          from sales.orders o join sales.order_lines l on l.company_id = o.company_id and l.order_id = o.id
                         where o.company_id = ? and o.id = any(?::uuid[]) order by o.id, l.n""", tx.company(), orders));
    }

    /**
     * What the request wants of them: whole deliveries, then orders, then single lines.
     *
     * @param ofLines for each line of the request its claim, or null for a line of the invoice's own
     */
    record Claims(List<Source.Claim> whole, List<Source.Claim> ofLines) {
    }

    /** @throws Refusal as {@link CreateInvoice} says */
    Claims claims(Request request) {
        List<Source.Claim> whole = new ArrayList<>();
        List<UUID> deliveryIds = request.deliveryIds() == null ? List.of() : request.deliveryIds();
        for (int i = 0; i < deliveryIds.size(); i++) {
            UUID id = deliveryIds.get(i);
            whole.addAll(open(deliveries.get().stream().filter(source -> id.equals(source.deliveryId())).toList(),
                    "/deliveryIds/" + i, ReceivablesCode.UNKNOWN_DELIVERY));
        }
        List<UUID> orderIds = request.orderIds() == null ? List.of() : request.orderIds();
        for (int i = 0; i < orderIds.size(); i++) {
            UUID id = orderIds.get(i);
            whole.addAll(open(orders.get().stream().filter(source -> id.equals(source.orderId())).toList(),
                    "/orderIds/" + i, SalesCode.UNKNOWN_ORDER));
        }
        List<Source.Claim> ofLines = new ArrayList<>();
        List<Line> lines = request.lines() == null ? List.of() : request.lines();
        for (int i = 0; i < lines.size(); i++) {
            ofLines.add(claim(lines.get(i), "/lines/" + i));
        }
        refuseTwice(Stream.concat(whole.stream(), ofLines.stream().filter(claim -> claim != null)).toList());
        return new Claims(whole, ofLines);
    }

    /** All that is open of one delivery, or of the services of one order. */
    private static List<Source.Claim> open(List<Source> lines, String pointer, Code unknown) {
        if (lines.isEmpty()) {
            throw refusal(pointer, unknown);
        }
        requireState(lines.getFirst());
        List<Source> invoiceable = lines.stream().filter(source -> source.deliveryId() != null || !source.stocked()).toList();
        if (invoiceable.isEmpty()) {
            throw refusal(pointer, ReceivablesCode.INVOICE_BY_DELIVERY);
        }
        List<Source.Claim> claims = invoiceable.stream().filter(source -> source.open().signum() > 0)
                .map(source -> source.claim(source.open())).toList();
        if (claims.isEmpty()) {
            throw refusal(pointer, SalesCode.ALREADY_INVOICED);
        }
        return claims;
    }

    private @Nullable Source.Claim claim(Line line, String pointer) {
        if (line.deliveryId() == null && line.orderId() == null) {
            return null;
        }
        boolean ofDelivery = line.deliveryId() != null;
        Source source = (ofDelivery ? deliveries : orders).get().stream().filter(one -> ofDelivery
                ? one.deliveryId().equals(line.deliveryId()) && one.deliveryLine().equals(line.deliveryLine())
                : one.orderId().equals(line.orderId()) && Integer.valueOf(one.orderLine()).equals(line.orderLine()))
                .findFirst().orElseThrow(() -> ofDelivery ? refusal(pointer + "/deliveryLine", ReceivablesCode.UNKNOWN_DELIVERY_LINE)
                        : refusal(pointer + "/orderLine", SalesCode.UNKNOWN_ORDER_LINE));
        requireState(source);
        if (!ofDelivery && source.stocked()) {
            throw refusal(pointer + "/orderLine", ReceivablesCode.INVOICE_BY_DELIVERY);
        }
        if (ofDelivery && line.orderId() != null || line.description() != null || line.unit() != null || line.unitPrice() != null
                || line.discountPercent() != null || line.taxClass() != null || line.tax() != null) {
            throw refusal(pointer, ReceivablesCode.FIXED_BY_ORDER);
        }
        BigDecimal quantity = line.quantity() == null ? source.open() : line.quantity();
        if (quantity.signum() <= 0) {
            throw refusal(pointer, SalesCode.ALREADY_INVOICED);
        }
        return source.claim(quantity);
    }

    private static void requireState(Source source) {
        if (source.deliveryId() != null && !source.state().equals("shipped")) {
            throw new Refusal(SalesCode.DELIVERY_STATE, source.state());
        }
        if (source.deliveryId() == null && !List.of("confirmed", "partly_delivered", "delivered", "closed").contains(source.state())) {
            throw new Refusal(SalesCode.ORDER_STATE, source.state());
        }
    }

    /** All claims on a line together stay within what is open of it, and of the order's line behind it. */
    private static void refuseTwice(List<Source.Claim> claims) {
        Map<List<Object>, BigDecimal> open = new HashMap<>();
        for (Source.Claim claim : claims) {
            Source source = claim.source();
            open.putIfAbsent(List.of(source.orderId(), source.orderLine()), source.orderOpen());
            BigDecimal ofOrder = open.merge(List.of(source.orderId(), source.orderLine()), claim.quantity(), BigDecimal::subtract);
            BigDecimal rest = ofOrder;
            if (source.deliveryId() != null) {
                open.putIfAbsent(List.of(source.deliveryId(), source.deliveryLine()), source.open());
                rest = ofOrder.min(open.merge(List.of(source.deliveryId(), source.deliveryLine()), claim.quantity(), BigDecimal::subtract));
            }
            if (rest.signum() < 0) {
                throw new Refusal(SalesCode.ALREADY_INVOICED);
            }
        }
    }

    private static Refusal refusal(String pointer, Code code) {
        return new Refusal(List.of(new Refusal.Field(pointer, code)), code);
    }
}
