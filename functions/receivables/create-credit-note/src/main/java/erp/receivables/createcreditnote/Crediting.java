package erp.receivables.createcreditnote;

import erp.company.Company;
import erp.money.LineAmount;
import erp.money.Money;
import erp.products.UnitCode;
import erp.receivables.InvoiceLine;
import erp.receivables.ReceivablesCode;
import erp.work.Code;
import erp.work.Refusal;
import erp.work.Tx;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What credit notes take back of an invoice, line by line: never more than was invoiced, neither in quantity nor in amount. */
final class Crediting {

    /** What has been taken back of a line. */
    record Credited(int n, BigDecimal creditedQuantity, BigDecimal creditedNet) {
    }

    private final Company company;
    private final Map<Integer, InvoiceLine> lines;
    private final Map<Integer, Credited> credited = new LinkedHashMap<>();

    Crediting(Company company, List<InvoiceLine> lines, List<Credited> credited) {
        this.company = company;
        this.lines = lines.stream().collect(Collectors.toMap(InvoiceLine::n, Function.identity()));
        credited.forEach(one -> this.credited.put(one.n, one));
    }

    /** What earlier credit notes have taken back of an invoice under lock. */
    static Tx.Later<List<Credited>> credited(Tx tx, UUID invoice) {
        return tx.later(Credited.class, """
                select n, credited_quantity, credited_net from receivables.invoice_lines where company_id = ? and invoice_id = ?
                 order by n""",
                tx.company(), invoice);
    }

    /** The lines of the credit note. */
    List<InvoiceLine> take(List<CreateCreditNote.Line> wanted) {
        List<InvoiceLine> taken = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            CreateCreditNote.Line want = wanted.get(i);
            String pointer = "/lines/" + i;
            InvoiceLine line = lines.get(want.line());
            if (line == null) {
                throw refusal(pointer + "/line", ReceivablesCode.UNKNOWN_INVOICE_LINE, want.line());
            }
            if ((want.quantity() == null) == (want.amount() == null)) {
                throw refusal(pointer, ReceivablesCode.QUANTITY_OR_AMOUNT);
            }
            taken.add(want.quantity() == null ? byAmount(i + 1, line, company.money(want.amount()), pointer)
                    : byQuantity(i + 1, line, want.quantity(), pointer));
        }
        return taken;
    }

    private InvoiceLine byQuantity(int n, InvoiceLine line, BigDecimal quantity, String pointer) {
        UnitCode.of(line.unit()).check(quantity);
        Money priced = LineAmount.of(quantity, line.unitPrice(), line.discountPercent(), company.money());
        boolean rest = quantity.compareTo(restQuantity(line)) == 0;
        Money amount = rest ? restNet(line) : priced;
        if (amount.isZero() && line.net().signum() > 0) {
            throw exceeds(line, pointer);
        }
        subtract(line, quantity, amount, pointer);
        // Where cents of rounding or an earlier lower price leave another amount, the line states it as one.
        return amount.equals(priced) ? line.credited(n, quantity, line.unit(), line.unitPrice(), line.discountPercent(), amount)
                : one(n, line, amount);
    }

    private InvoiceLine byAmount(int n, InvoiceLine line, Money amount, String pointer) {
        subtract(line, BigDecimal.ZERO, amount, pointer);
        return one(n, line, amount);
    }

    private static InvoiceLine one(int n, InvoiceLine line, Money amount) {
        return line.credited(n, BigDecimal.ONE, UnitCode.C62.name(), amount.amount(), BigDecimal.ZERO, amount);
    }

    private void subtract(InvoiceLine line, BigDecimal quantity, Money amount, String pointer) {
        if (quantity.compareTo(restQuantity(line)) > 0 || amount.compareTo(restNet(line)) > 0) {
            throw exceeds(line, pointer);
        }
        Credited before = credited.get(line.n());
        credited.put(line.n(), new Credited(line.n(), before.creditedQuantity.add(quantity), before.creditedNet.add(amount.amount())));
    }

    /** Whether nothing of the invoice is left to credit. */
    boolean isAll() {
        return lines.values().stream().allMatch(line -> restNet(line).sign() <= 0);
    }

    private BigDecimal restQuantity(InvoiceLine line) {
        return line.quantity().subtract(credited.get(line.n()).creditedQuantity);
    }

    private Money restNet(InvoiceLine line) {
        return company.money(line.net().subtract(credited.get(line.n()).creditedNet));
    }

    private Refusal exceeds(InvoiceLine line, String pointer) {
        return refusal(pointer, ReceivablesCode.CREDIT_EXCEEDS_INVOICE, line.n(), restQuantity(line).stripTrailingZeros().toPlainString(),
                restNet(line).toString());
    }

    private static Refusal refusal(String pointer, Code code, Object... args) {
        return new Refusal(List.of(new Refusal.Field(pointer, code, args)), code, args);
    }

    /** Keeps what is taken back now and was before. */
    void write(Tx tx, UUID invoice) {
        List<Credited> all = List.copyOf(credited.values());
        tx.write("""
                update receivables.invoice_lines l set credited_quantity = k.quantity, credited_net = k.net
                  from unnest(?::smallint[], ?::numeric[], ?::numeric[]) k (n, quantity, net)
                 where l.company_id = ? and l.invoice_id = ? and l.n = k.n""",
                all.stream().map(Credited::n).toList(), all.stream().map(Credited::creditedQuantity).toList(),
                all.stream().map(Credited::creditedNet).toList(), tx.company(), invoice);
    }
}
