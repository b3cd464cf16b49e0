package erp.sales.amendorder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import erp.company.Companies;
import erp.company.Company;
import erp.money.Money;
import erp.sales.Order;
import erp.sales.Orders;
import erp.sales.SalesCode;
import erp.stock.Reservations;
import erp.work.Refusal;
import erp.work.Tx;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The work of an amendment: what may change, the old revision kept, the new one written and reserved. */
@Singleton
class Amendments {

    private final Orders orders;
    private final Companies companies;
    private final ObjectMapper json;

    Amendments(Orders orders, Companies companies, ObjectMapper json) {
        this.orders = orders;
        this.companies = companies;
        this.json = json;
    }

    private record Price(int n, BigDecimal unitPrice, BigDecimal discountPercent) {
    }

    void amend(Tx tx, Order order, AmendOrder.Request request) {
        Company company = companies.of(tx);
        List<Order.Line> old = Order.lines(tx, List.of(order.id()));
        List<Price> prices = tx.list(Price.class,
                "select n, unit_price, discount_percent from sales.order_lines where company_id = ? and order_id = ?", tx.company(), order.id());
        List<Integer> numbers = numbers(old, request.lines());
        boolean confirmed = !order.state().equals("draft");
        if (confirmed) {
            // All counters that are given back or taken, at once and in key order.
            Reservations.lock(tx, order.locationId(), Stream.concat(old.stream().map(Order.Line::productId),
                    request.lines().stream().map(AmendOrder.Line::productId)).distinct().toList());
        }
        Orders.Draft draft = orders.price(tx, company, new Orders.Wish(order.partnerId(), order.orderDate(), request.requestedDate(), null,
                request.shipTo(), request.customerReference(), null, request.lines().stream().map(AmendOrder.Line::wanted).toList()), false);
        List<Orders.Priced> lines = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            lines.add(draft.lines().get(i).numbered(numbers.get(i)));
        }
        refuseUndoing(old, prices, lines);
        keepRevision(tx, order);
        write(tx, order, request, draft, lines);
        if (confirmed) {
            Orders.refuseCredit(tx, company, draft.partner(), Money.zero(company.money()), null);
            reserve(tx, order, old, lines);
        }
    }

    /** The numbers of the amended lines: those they replace, and new ones behind the last. */
    private static List<Integer> numbers(List<Order.Line> old, List<AmendOrder.Line> lines) {
        Set<Integer> known = old.stream().map(Order.Line::n).collect(Collectors.toSet());
        Set<Integer> used = new HashSet<>();
        int next = old.stream().mapToInt(Order.Line::n).max().orElse(0);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Integer n = lines.get(i).n();
            if (n != null && (!known.contains(n) || !used.add(n))) {
                throw Orders.refusal(i + 1, "n", SalesCode.UNKNOWN_ORDER_LINE);
            }
            numbers.add(n == null ? ++next : n);
        }
        return numbers;
    }

    /** What went out or stands in a delivery cannot be unordered, and what is invoiced cannot get another price. */
    private static void refuseUndoing(List<Order.Line> old, List<Price> prices, List<Orders.Priced> lines) {
        Map<Integer, Orders.Priced> amended = lines.stream().collect(Collectors.toMap(Orders.Priced::n, Function.identity()));
        Map<Integer, Price> priced = prices.stream().collect(Collectors.toMap(Price::n, Function.identity()));
        for (Order.Line line : old) {
            Orders.Priced now = amended.get(line.n());
            BigDecimal bound = line.delivered().add(line.planned());
            boolean sameProduct = now != null && now.productId().equals(line.productId());
            if (bound.signum() > 0 && (!sameProduct || now.quantity().compareTo(bound) < 0)) {
                throw new Refusal(SalesCode.ALREADY_DELIVERED, line.n(), bound.stripTrailingZeros().toPlainString());
            }
            Price before = priced.get(line.n());
            if (line.invoiced().signum() > 0 && (!sameProduct || now.quantity().compareTo(line.invoiced()) < 0
                    || now.unitPrice().compareTo(before.unitPrice) != 0 || now.discountPercent().compareTo(before.discountPercent) != 0)) {
                throw new Refusal(SalesCode.ALREADY_INVOICED);
            }
        }
    }

    private static void keepRevision(Tx tx, Order order) {
        tx.write("""
                insert into sales.order_revisions (company_id, order_id, revision, content)
                select o.company_id, o.id, o.revision, to_jsonb(o) || jsonb_build_object('lines',
                       (select jsonb_agg(to_jsonb(l) order by l.n) from sales.order_lines l where l.company_id = o.company_id and l.order_id = o.id))
                  from sales.orders o where o.company_id = ? and o.id = ?""", tx.company(), order.id());
    }

    private void write(Tx tx, Order order, AmendOrder.Request request, Orders.Draft draft, List<Orders.Priced> lines) {
        tx.write("""
                update sales.orders set requested_date = ?, ship_to = ?::jsonb, ship_to_country = ?, customer_reference = ?, net = ?, tax = ?, gross = ?,
                       revision = revision + 1, version = version + 1 where company_id = ? and id = ?""",
                request.requestedDate(), text(request.shipTo()), draft.shipToCountry(), request.customerReference(),
                draft.totals().basis().amount(), draft.totals().tax().amount(), draft.totals().gross().amount(), tx.company(), order.id());
        tx.write("delete from sales.order_lines where company_id = ? and order_id = ? and not n = any(?)", tx.company(), order.id(),
                lines.stream().map(Orders.Priced::n).toList());
        Orders.writeLines(tx, order.id(), lines);
    }

    private static void reserve(Tx tx, Order order, List<Order.Line> old, List<Orders.Priced> lines) {
        Reservations.release(tx, Reservations.lockOf(tx, order.id()));
        Map<Integer, BigDecimal> delivered = old.stream().collect(Collectors.toMap(Order.Line::n, Order.Line::delivered));
        List<Reservations.Wish> wishes = Orders.wishes(lines).stream()
                .map(wish -> new Reservations.Wish(wish.line(), wish.product(), wish.quantity().subtract(delivered.getOrDefault(wish.line(), BigDecimal.ZERO))))
                .filter(wish -> wish.quantity().signum() > 0).toList();
        List<UUID> products = wishes.stream().map(Reservations.Wish::product).distinct().toList();
        Reservations.reserve(tx, Reservations.lock(tx, order.locationId(), products).get(), wishes, false, "sales_order", order.id());
    }

    private String text(Object value) {
        try {
            return value == null ? null : json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
