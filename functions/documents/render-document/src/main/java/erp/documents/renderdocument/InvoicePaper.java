package erp.documents.renderdocument;

import erp.money.Money;
import erp.receivables.InvoiceHead;
import erp.receivables.InvoiceLine;
import erp.receivables.InvoiceTax;
import erp.receivables.InvoiceType;
import erp.receivables.Invoices;
import erp.receivables.Parties;
import erp.receivables.ReceivablesCode;
import erp.work.JsonText;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An invoice, a credit note or a reversing document as posted, with all that § 14 (4) and § 14a UStG want to stand on it.
 *
 * @param origin what it corrects or cancels (§ 31 (5) UStDV: named by its number and date)
 */
record InvoicePaper(Words words, InvoiceHead head, Parties parties, Origin origin, List<Line> lines, List<InvoiceTax> taxes)
        implements Paper {

    /**
     * What stands elsewhere.
     *
     * @param snapshot     the parties as they were frozen
     * @param cashDiscount gross, what a credit note takes back of its invoice's cash discount
     */
    record Origin(String snapshot, @Nullable String number, @Nullable LocalDate invoiceDate, @Nullable BigDecimal cashDiscount) {
    }

    /** A line's product, order and delivery. */
    record Reference(int n, @Nullable String product, @Nullable String orderNumber, @Nullable String customerReference,
                     @Nullable String delivery) {
    }

    /**
     * A line with what it refers to.
     *
     * @param carried the net amount of all lines up to this one
     */
    record Line(InvoiceLine of, Reference reference, BigDecimal carried) {
    }

    /**
     * Loads a posted one.
     *
     * @throws Refusal 404; 409 {@code invoice_state} for a draft
     */
    static InvoicePaper load(Tx tx, JsonText json, UUID id) {
        Tx.Later<List<InvoiceHead>> heads = Invoices.head(tx, id);
        Tx.Later<List<InvoiceLine>> lines = Invoices.lines(tx, id);
        Tx.Later<List<InvoiceTax>> taxes = Invoices.taxes(tx, id);
        Tx.Later<List<Reference>> references = tx.later(Reference.class, """
                select l.n, p.number as product, o.number as order_number, o.customer_reference, d.number as delivery
                  from receivables.invoice_lines l
                  left join products.products p on p.company_id = l.company_id and p.id = l.product_id
                  left join sales.orders o on o.company_id = l.company_id and o.id = l.order_id
                  left join sales.deliveries d on d.company_id = l.company_id and d.id = l.delivery_id
                 where l.company_id = ? and l.invoice_id = ? order by l.n""", tx.company(), id);
        Tx.Later<List<Origin>> origins = tx.later(Origin.class, """
                select i.snapshot, o.number, o.invoice_date,
                       (select nullif(-sum(a.discount), 0) from receivables.allocations a
                          join receivables.open_items t on t.company_id = a.company_id and t.id = a.credit_item
                         where t.company_id = i.company_id and t.source_id = i.id and a.discount = -a.amount) as cash_discount
                  from receivables.invoices i
                  left join receivables.invoices o on o.company_id = i.company_id and o.id = coalesce(i.corrects_id, i.cancels_id)
                 where i.company_id = ? and i.id = ?""", tx.company(), id);
        InvoiceHead head = heads.get().stream().findFirst().orElseThrow(() -> new Refusal(WorkCode.NOT_FOUND));
        if (head.number() == null) {
            throw new Refusal(ReceivablesCode.INVOICE_STATE, head.state());
        }
        Origin origin = origins.get().getFirst();
        Parties parties = json.read(Parties.class, origin.snapshot);
        return new InvoicePaper(Words.of(parties.buyer().language()), head, parties, origin, carried(lines.get(), references.get()),
                taxes.get());
    }

    private static List<Line> carried(List<InvoiceLine> lines, List<Reference> references) {
        List<Line> all = new ArrayList<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < lines.size(); i++) {
            sum = sum.add(lines.get(i).net());
            all.add(new Line(lines.get(i), references.get(i), sum));
        }
        return all;
    }

    @Override
    public Parties.Seller seller() {
        return parties.seller();
    }

    InvoiceType type() {
        return InvoiceType.of(head.type());
    }

    @Override
    public String title() {
        return words.say("title." + head.type(), head.number());
    }

    @Override
    public LocalDate date() {
        return head.invoiceDate();
    }

    @Override
    public String template() {
        return "invoice";
    }

    /** Whether the customer is to pay something. */
    boolean payable() {
        return type() == InvoiceType.INVOICE && head.gross().signum() > 0;
    }

    /** What is taken off when it is paid in time, rounded like the books do. */
    BigDecimal discount() {
        return Money.of(head.gross(), Currency.getInstance(head.currency())).percent(parties.terms().discountPercent()).amount();
    }

    /** Whether any line has a discount: then there is a column for it. */
    boolean discounted() {
        return lines.stream().anyMatch(line -> line.of.discountPercent().signum() != 0);
    }

    /** The numbers that lines refer to, each once; nothing where there are none. */
    @Nullable String all(Function<Reference, String> number) {
        String all = lines.stream().map(Line::reference).map(number).filter(Objects::nonNull).distinct()
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? null : all;
    }
}
