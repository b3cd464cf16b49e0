package erp.sales.amendorder;

import erp.company.Companies;
import erp.company.Company;
import erp.money.Money;
import erp.sales.Address;
import erp.sales.Order;
import erp.sales.Orders;
import erp.stock.Arrivals;
import erp.stock.Reservations;
import erp.web.MergePatch;
import erp.work.JsonText;
import erp.work.Tx;
import erp.work.Validity;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The work of an amendment: what may change, the old revision kept, the new one written and reserved. */
@Singleton
class Amendments {

    private final Orders orders;
    private final Companies companies;
    private final JsonText json;
    private final Validity validity;
    private final Arrivals arrivals;

    Amendments(Orders orders, Companies companies, JsonText json, Validity validity, Arrivals arrivals) {
        this.orders = orders;
        this.companies = companies;
        this.json = json;
        this.validity = validity;
        this.arrivals = arrivals;
    }

    /** Amends a locked order and answers with its state: what is left may be delivered already. */
    String amend(Tx tx, Order order, MergePatch<AmendOrder.Request> changes) {
        Company company = companies.of(tx);
        List<Order.Line> old = Order.lines(tx, List.of(order.id()));
        AmendOrder.Request request = validity.check(
                changes.applyTo(AmendOrder.Request.of(order, json.read(Address.class, order.shipTo()), old)));
        List<Integer> numbers = AmendedLines.numbers(old, request.lines());
        boolean confirmed = !order.state().equals("draft");
        if (confirmed) {
            // All counters that are given back or taken, at once and in key order.
            Reservations.lock(tx, order.locationId(), Stream.concat(old.stream().map(Order.Line::productId),
                    request.lines().stream().map(AmendOrder.Line::productId)).distinct().toList());
        }
        Orders.Draft draft = orders.price(tx, company, new Orders.Wish(order.partnerId(), order.orderDate(), request.requestedDate(), null,
                request.shipTo(), request.customerReference(), null, AmendedLines.wanted(old, request.lines())),
                false);
        List<Orders.Priced> lines = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            lines.add(draft.lines().get(i).numbered(numbers.get(i)));
        }
        AmendedLines.refuseUndoing(old, lines);
        keepRevision(tx, order);
        write(tx, order, request, draft, lines);
        if (!confirmed) {
            return order.state();
        }
        Orders.refuseCredit(tx, company, draft.partner(), Money.zero(company.money()), null);
        reserve(tx, order, old, lines);
        String state = Order.progress(tx, "select ?::uuid", order.id()).get().getFirst();
        arrivals.at(tx, order.locationId(), old.stream().map(Order.Line::productId).distinct().toList());
        return state;
    }

    private static void keepRevision(Tx tx, Order order) {
        tx.write("""
                insert into sales.order_revisions (company_id, order_id, revision, content)
                select o.company_id, o.id, o.revision, to_jsonb(o) || jsonb_build_object('lines',
                       (select jsonb_agg(to_jsonb(l) order by l.n) from sales.order_lines l
                         where l.company_id = o.company_id and l.order_id = o.id))
                  from sales.orders o where o.company_id = ? and o.id = ?""", tx.company(), order.id());
    }

    private void write(Tx tx, Order order, AmendOrder.Request request, Orders.Draft draft, List<Orders.Priced> lines) {
        tx.write("""
                update sales.orders set requested_date = ?, ship_to = ?::jsonb, ship_to_country = ?, customer_reference = ?,
                       net = ?, tax = ?, gross = ?, revision = revision + 1, version = version + 1
                 where company_id = ? and id = ?""",
                request.requestedDate(), json.of(request.shipTo()), draft.shipToCountry(), request.customerReference(),
                draft.totals().basis().amount(), draft.totals().tax().amount(), draft.totals().gross().amount(), tx.company(), order.id());
        tx.write("delete from sales.order_lines where company_id = ? and order_id = ? and not n = any(?)", tx.company(), order.id(),
                lines.stream().map(Orders.Priced::n).toList());
        Orders.rewriteLines(tx, order.id(), lines);
    }

    private static void reserve(Tx tx, Order order, List<Order.Line> old, List<Orders.Priced> lines) {
        Reservations.release(tx, Reservations.lockOf(tx, order.id()));
        Map<Integer, BigDecimal> delivered = old.stream().collect(Collectors.toMap(Order.Line::n, Order.Line::delivered));
        List<Reservations.Wish> wishes = Orders.wishes(lines).stream()
                .map(wish -> new Reservations.Wish(wish.line(), wish.product(),
                        wish.quantity().subtract(delivered.getOrDefault(wish.line(), BigDecimal.ZERO))))
                .filter(wish -> wish.quantity().signum() > 0).toList();
        List<UUID> products = wishes.stream().map(Reservations.Wish::product).distinct().toList();
        Reservations.reserve(tx, Reservations.lock(tx, order.locationId(), products).get(), wishes, false, "sales_order", order.id());
    }
}
