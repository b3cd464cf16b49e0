package erp.receivables.createinvoice;

import erp.receivables.ReceivablesCode;
import erp.receivables.createinvoice.CreateInvoice.Line;
import erp.receivables.createinvoice.CreateInvoice.Request;
import erp.sales.SalesCode;
import erp.work.Code;
import erp.work.Refusal;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a request wants of deliveries and orders: whole deliveries, then orders, then single lines.
 *
 * @param ofLines for each line of the request its claim, or null for a line of the invoice's own
 */
record Claims(List<Source.Claim> whole, List<Source.Claim> ofLines) {

    /** All of them. */
    List<Source.Claim> all() {
        return Stream.concat(whole.stream(), ofLines.stream().filter(claim -> claim != null)).toList();
    }

    /** @throws Refusal as {@link CreateInvoice} says */
    static Claims of(Request request, List<Source> deliveries, List<Source> orders) {
        List<Source.Claim> whole = new ArrayList<>();
        List<UUID> deliveryIds = request.deliveryIds() == null ? List.of() : request.deliveryIds();
        for (int i = 0; i < deliveryIds.size(); i++) {
            UUID id = deliveryIds.get(i);
            whole.addAll(open(deliveries.stream().filter(source -> id.equals(source.deliveryId())).toList(),
                    "/deliveryIds/" + i, ReceivablesCode.UNKNOWN_DELIVERY));
        }
        List<UUID> orderIds = request.orderIds() == null ? List.of() : request.orderIds();
        for (int i = 0; i < orderIds.size(); i++) {
            UUID id = orderIds.get(i);
            whole.addAll(open(orders.stream().filter(source -> id.equals(source.orderId())).toList(),
                    "/orderIds/" + i, SalesCode.UNKNOWN_ORDER));
        }
        List<Source.Claim> ofLines = new ArrayList<>();
        List<Line> lines = request.lines() == null ? List.of() : request.lines();
        for (int i = 0; i < lines.size(); i++) {
            ofLines.add(claim(lines.get(i), "/lines/" + i, lines.get(i).deliveryId() != null ? deliveries : orders));
        }
        Claims claims = new Claims(whole, ofLines);
        refuseTwice(claims.all());
        return claims;
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

    private static @Nullable Source.Claim claim(Line line, String pointer, List<Source> sources) {
        if (line.deliveryId() == null && line.orderId() == null) {
            return null;
        }
        boolean ofDelivery = line.deliveryId() != null;
        Source source = sources.stream().filter(one -> ofDelivery
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
