package erp.tax;

import erp.money.Money;
import java.util.List;

/**
 * The totals of a document (EN 16931 BG-22).
 *
 * @param lineTotal sum of the lines' net amounts (BT-106)
 * @param allowance discount on the document (BT-107)
 * @param basis     total without VAT (BT-109)
 * @param tax       total VAT (BT-110)
 * @param gross     total with VAT (BT-112)
 * @param groups    one a category and rate, in the order of their first lines
 * @param lines     one a line, in the order of the lines
 */
public record TaxTotals(Money lineTotal, Money allowance, Money basis, Money tax, Money gross, List<Group> groups, List<Line> lines) {

    /**
     * The lines of one category and rate (BG-23): {@code lineTotal − allowance = basis} (BT-116), with its tax (BT-117).
     */
    public record Group(TaxKey key, Money lineTotal, Money allowance, Money basis, Money tax) {

        public Money gross() {
            return basis.plus(tax);
        }
    }

    /**
     * One line: its net amount (BT-131), and its share of the group's tax. The share is for display only; tax is owed
     * on the group.
     */
    public record Line(Money net, Money tax) {
    }
}
