package erp.sales.amendorder;

import erp.sales.Order;
import erp.sales.OrderLine;
import erp.sales.Orders;
import erp.sales.SalesCode;
import erp.work.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an amendment may change: pure rules about the old lines and the new ones. */
final class AmendedLines {

    private AmendedLines() {
    }

    /**
     * The numbers of the amended lines: those they replace, and new ones behind the last.
     *
     * @throws Refusal 422 {@code unknown_order_line} for a number that the order does not have, or that is given twice
     */
    static List<Integer> numbers(List<Order.Line> old, List<AmendOrder.Line> lines) {
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

    /** The lines as they are wanted: what one does not say of price, discount and text stays as it was agreed for the same product. */
    static List<OrderLine> wanted(List<Order.Line> old, List<AmendOrder.Line> lines) {
        return lines.stream().map(line -> old.stream().filter(before -> Objects.equals(before.n(), line.n())
                && before.productId().equals(line.productId())).findFirst().map(line::after).orElseGet(line::anew)).toList();
    }

    /**
     * What went out or stands in a delivery cannot be unordered, and what is invoiced cannot get another price.
     *
     * @throws Refusal 409 {@code already_delivered}, {@code already_invoiced}
     */
    static void refuseUndoing(List<Order.Line> old, List<Orders.Priced> lines) {
        Map<Integer, Orders.Priced> amended = lines.stream().collect(Collectors.toMap(Orders.Priced::n, Function.identity()));
        for (Order.Line line : old) {
            Orders.Priced now = amended.get(line.n());
            boolean sameProduct = now != null && now.productId().equals(line.productId());
            if (line.bound().signum() > 0 && (!sameProduct || now.quantity().compareTo(line.bound()) < 0)) {
                throw new Refusal(SalesCode.ALREADY_DELIVERED, line.n(), line.bound().stripTrailingZeros().toPlainString());
            }
            if (line.invoiced().signum() > 0 && (!sameProduct || now.quantity().compareTo(line.invoiced()) < 0
                    || now.unitPrice().compareTo(line.unitPrice()) != 0 || now.discountPercent().compareTo(line.discountPercent()) != 0)) {
                throw new Refusal(SalesCode.ALREADY_INVOICED);
            }
        }
    }
}
