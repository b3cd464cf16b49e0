package erp.testing;

import erp.audit.Invariant;
import erp.company.Companies;
import erp.company.Company;
import erp.ledger.Entry;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.money.LineAmount;
import erp.money.Money;
import erp.numbering.NumberRangeInvariants;
import erp.receivables.Allocations;
import erp.receivables.Coverage;
import erp.receivables.InvoiceEntry;
import erp.receivables.InvoiceHead;
import erp.receivables.InvoiceLine;
import erp.receivables.InvoiceTotals;
import erp.receivables.InvoiceType;
import erp.receivables.Invoices;
import erp.receivables.OpenItems;
import erp.receivables.Parties;
import erp.receivables.Posting;
import erp.receivables.ReceivablesInvariants;
import erp.security.Caller;
import erp.stock.Location;
import erp.stock.Locations;
import erp.tax.TaxCase;
import erp.tax.TaxKey;
import erp.work.Ids;
import erp.work.JsonText;
import erp.work.Tx;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Deliveries, invoices and payments, written past the functions that are not under test, and what must hold of them. */
@Singleton
public final class ReceivablesFixtures {

    private static final Map<TaxKey, TaxCase> CASES = Map.of(TaxKey.standard(19), TaxCase.STANDARD, TaxKey.standard(7), TaxCase.REDUCED);

    private final Fixtures fixtures;
    private final Locations locations;
    private final JsonText json;

    ReceivablesFixtures(Fixtures fixtures, Locations locations, JsonText json) {
        this.fixtures = fixtures;
        this.locations = locations;
        this.json = json;
    }

    /** A line to be: {@code quantity} pieces at a net price. */
    public record Piece(UUID product, String quantity, String price) {
    }

    /** An order of goods of which nothing has been delivered, confirmed. */
    public UUID order(Caller caller, UUID customer, String country, boolean stocked, Piece... pieces) {
        UUID id = Ids.next();
        List<Piece> lines = List.of(pieces);
        fixtures.in(caller, tx -> {
            Location main = locations.storage(tx, "MAIN");
            tx.write("""
                    insert into sales.orders (company_id, id, number, partner_id, state, order_date, currency, location_id,
                      ship_to_country, net, tax, gross)
                    values (?, ?, ?, ?, 'confirmed', '2024-01-02', 'EUR', ?, ?, 0, 0, 0)""",
                    tx.company(), id, "SO-" + id, customer, main.id(), country);
            tx.write("""
                    insert into sales.order_lines (company_id, order_id, n, product_id, description, quantity, unit, unit_price,
                      price_source, discount_percent, net, tax_class, tax_category, tax_rate, stocked)
                    select ?, ?, l.n, l.product_id, 'Product ' || l.n, l.quantity, 'C62', l.price, 'order', 0, round(l.quantity * l.price,
                      2), 'standard', 'S', 19, ?
                      from unnest(?::smallint[], ?::uuid[], ?::numeric[], ?::numeric[]) l (n, product_id, quantity, price)""",
                    tx.company(), id, stocked, IntStream.rangeClosed(1, lines.size()).boxed().toList(),
                    lines.stream().map(Piece::product).toList(), lines.stream().map(piece -> new BigDecimal(piece.quantity)).toList(),
                    lines.stream().map(piece -> new BigDecimal(piece.price)).toList());
            return null;
        });
        return id;
    }

    /** A delivery of a whole order that left on a day; its moves are not written. */
    public UUID shipped(Caller caller, UUID order, String shipDate) {
        UUID id = Ids.next();
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into sales.deliveries (company_id, id, number, partner_id, state, location_id, planned_date, ship_date,
                      ship_to_country)
                    select company_id, ?, ?, partner_id, 'shipped', location_id, ?::date, ?::date, ship_to_country
                      from sales.orders where company_id = ? and id = ?""", id, "DN-" + id, shipDate, shipDate, tx.company(), order);
            tx.write("""
                    insert into sales.delivery_lines (company_id, delivery_id, n, order_id, order_line, product_id, quantity)
                    select company_id, ?, n, order_id, n, product_id, quantity from sales.order_lines where company_id = ? and order_id =
                      ?""",
                    id, tx.company(), order);
            tx.write("update sales.order_lines set delivered = quantity where company_id = ? and order_id = ?", tx.company(), order);
            tx.write("update sales.orders set state = 'delivered' where company_id = ? and id = ?", tx.company(), order);
            return null;
        });
        return id;
    }

    /** A draft of an invoice with one line of 1 piece at each of the net prices, taxed at 19 %, supplied on its date. */
    public UUID draft(Caller caller, UUID customer, String date, String... prices) {
        return fixtures.in(caller, tx -> draft(tx, customer, date, 19, prices)).id();
    }

    /** The same at 7 %. */
    public UUID reducedDraft(Caller caller, UUID customer, String date, String... prices) {
        return fixtures.in(caller, tx -> draft(tx, customer, date, 7, prices)).id();
    }

    /** A draft that covers so much of the first line of a delivery. */
    public UUID deliveryDraft(Caller caller, UUID delivery, String quantity) {
        return fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            Covered covered = tx.get(Covered.class, """
                    select d.partner_id, l.order_id, l.product_id, o.unit_price, d.ship_date from sales.deliveries d
                      join sales.delivery_lines l on l.company_id = d.company_id and l.delivery_id = d.id and l.n = 1
                      join sales.order_lines o on o.company_id = l.company_id and o.order_id = l.order_id and o.n = l.order_line
                     where d.company_id = ? and d.id = ?""", tx.company(), delivery);
            BigDecimal part = new BigDecimal(quantity);
            List<InvoiceLine> lines = List.of(new InvoiceLine(1, covered.orderId, 1, delivery, 1, null, covered.productId, "Ware", part,
                    "C62",
                    covered.unitPrice, BigDecimal.ZERO, LineAmount.of(part, covered.unitPrice, BigDecimal.ZERO, company.money()).amount(),
                    "standard", "S", BigDecimal.valueOf(19), null));
            InvoiceHead head = draft(tx, company, covered.partnerId, covered.shipDate, lines, InvoiceType.INVOICE, null);
            Coverage.take(tx, head.id(), lines);
            return head.id();
        });
    }

    private record Covered(UUID partnerId, UUID orderId, UUID productId, BigDecimal unitPrice, LocalDate shipDate) {
    }

    private static InvoiceHead draft(Tx tx, UUID customer, String date, int rate, String... prices) {
        Company company = Companies.read(tx);
        List<InvoiceLine> lines = IntStream.range(0, prices.length).mapToObj(i -> {
            BigDecimal price = new BigDecimal(prices[i]);
            Money net = LineAmount.of(BigDecimal.ONE, price, BigDecimal.ZERO, company.money());
            return new InvoiceLine(i + 1, null, null, null, null, null, null, "Leistung " + (i + 1), BigDecimal.ONE, "C62", price,
                    BigDecimal.ZERO, net.amount(), rate == 19 ? "standard" : "reduced", "S", BigDecimal.valueOf(rate), null);
        }).toList();
        return draft(tx, company, customer, LocalDate.parse(date), lines, InvoiceType.INVOICE, null);
    }

    private static InvoiceHead draft(Tx tx, Company company, UUID customer, LocalDate date, List<InvoiceLine> lines, InvoiceType type,
            UUID corrects) {
        InvoiceTotals totals = InvoiceTotals.of(company, lines, CASES);
        InvoiceHead head = new InvoiceHead(Ids.next(), type.code(), null, "draft", customer, date, date, date.plusDays(14), "EUR", "DE",
                totals.net(), totals.tax(), totals.gross(), corrects, null, null, null, 1);
        Invoices.write(tx, head, lines, totals.taxes());
        return head;
    }

    /** The same invoice posted: its entry, open item and number. */
    public UUID posted(Caller caller, UUID customer, String date, String... prices) {
        return fixtures.in(caller, tx -> post(tx, draft(tx, customer, date, 19, prices)));
    }

    /** A posted invoice of one line at 19 % and one at 7 %. */
    public UUID postedMixed(Caller caller, UUID customer, String date, String standard, String reduced) {
        return fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            List<InvoiceLine> lines = List.of(line(1, standard, 19, "standard"), line(2, reduced, 7, "reduced"));
            return post(tx, draft(tx, company, customer, LocalDate.parse(date), lines, InvoiceType.INVOICE, null));
        });
    }

    /** A posted invoice of one line of a quantity at a price, at 19 %. */
    public UUID postedQuantity(Caller caller, UUID customer, String date, String quantity, String price, String discountPercent) {
        return fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            BigDecimal net = LineAmount.of(new BigDecimal(quantity), new BigDecimal(price), new BigDecimal(discountPercent),
                    company.money()).amount();
            List<InvoiceLine> lines = List.of(new InvoiceLine(1, null, null, null, null, null, null, "Ware", new BigDecimal(quantity),
                    "C62", new BigDecimal(price), new BigDecimal(discountPercent), net, "standard", "S", BigDecimal.valueOf(19), null));
            return post(tx, draft(tx, company, customer, LocalDate.parse(date), lines, InvoiceType.INVOICE, null));
        });
    }

    /** A posted credit note with one line of a net amount. */
    public UUID credited(Caller caller, UUID invoice, String date, String net) {
        return fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            UUID customer = Invoices.head(tx, invoice).get().getFirst().partnerId();
            return post(tx, draft(tx, company, customer, LocalDate.parse(date), List.of(line(1, net, 19, "standard")),
                    InvoiceType.CREDIT_NOTE, invoice));
        });
    }

    private static InvoiceLine line(int n, String net, int rate, String taxClass) {
        return new InvoiceLine(n, null, null, null, null, null, null, "Leistung " + n, BigDecimal.ONE, "C62", new BigDecimal(net),
                BigDecimal.ZERO, new BigDecimal(net), taxClass, "S", BigDecimal.valueOf(rate), null);
    }

    /** Posts a draft. */
    public UUID post(Caller caller, UUID draft) {
        return fixtures.in(caller, tx -> post(tx, Invoices.head(tx, draft).get().getFirst()));
    }

    /** Settles a part of what is owed with a part of what settles it. */
    public UUID allocate(Caller caller, UUID debitItem, UUID creditItem, String date, String amount) {
        return allocate(caller, debitItem, creditItem, date, amount, "0.00");
    }

    /** The same with a cash discount. */
    public UUID allocate(Caller caller, UUID debitItem, UUID creditItem, String date, String amount, String discount) {
        return fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            return Allocations.settle(tx, company, Period.lock(tx, company, LocalDate.parse(date)), List.of(new Allocations.Wish(debitItem,
                    creditItem, company.money(new BigDecimal(amount)), company.money(new BigDecimal(discount))))).getFirst().id();
        });
    }

    private UUID post(Tx tx, InvoiceHead head) {
        Company company = Companies.read(tx);
        Period period = Period.lock(tx, company, head.invoiceDate());
        Parties.Customer customer = Parties.customers(tx, "select ?::uuid", head.partnerId()).get().getFirst();
        InvoiceType type = InvoiceType.of(head.type());
        Entry entry = InvoiceEntry.document(company, type, head.id(),
                (type == InvoiceType.INVOICE ? "Rechnung " : "Gutschrift ") + customer.name(),
                head.partnerId(), head.supplyDate(), Invoices.taxes(tx, head.id()).get());
        UUID entryId = entry.lines().isEmpty() ? null : Journal.post(tx, company, period, entry);
        Posting.finish(tx, company, head, customer.due(head.invoiceDate()), entryId, Money.zero(company.money()),
                json.of(Parties.of(company, customer)));
        return head.id();
    }

    /** A payment into the bank (or, below zero, out of it), with its entry; returns its open item. */
    public UUID payment(Caller caller, UUID customer, String date, String amount) {
        return fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            Period period = Period.lock(tx, company, LocalDate.parse(date));
            Money received = company.money(new BigDecimal(amount));
            UUID id = Ids.next();
            UUID entry = Journal.post(tx, company, period, InvoiceEntry.payment(company, id, "Zahlung", customer, "1800", received));
            tx.write("""
                    insert into receivables.payments (company_id, id, partner_id, direction, payment_date, amount, currency, account,
                      entry_id)
                    values (?, ?, ?, ?, ?, ?, 'EUR', '1800', ?)""",
                    tx.company(), id, customer, received.sign() > 0 ? "incoming" : "outgoing",
                    period.date(), received.abs().amount(), entry);
            return OpenItems.write(tx, customer, "payment", id, period.date(), period.date(), received.negate(), received.negate());
        });
    }

    /** The open item of a document. */
    public UUID item(Caller caller, UUID source) {
        return fixtures.value(caller, UUID.class, "select id from receivables.open_items where source_id = ?", source);
    }

    /** What the customer owes is payable with this cash discount (Skonto), on invoices posted from now on. */
    public void terms(Caller caller, UUID customer, int days, int percent) {
        fixtures.in(caller, tx -> {
            tx.write("update partners.partners set discount_days = ?, discount_percent = ? where company_id = ? and id = ?", days, percent,
                    tx.company(), customer);
            return null;
        });
    }

    /** The document behind an open item. */
    public UUID source(Caller caller, UUID item) {
        return fixtures.value(caller, UUID.class, "select source_id from receivables.open_items where id = ?", item);
    }

    /** What of an item is open. */
    public BigDecimal open(Caller caller, UUID item) {
        return fixtures.value(caller, BigDecimal.class, "select open from receivables.open_items where id = ?", item);
    }

    /** A document's state. */
    public String state(Caller caller, UUID invoice) {
        return fixtures.value(caller, String.class, "select state from receivables.invoices where id = ?", invoice);
    }

    private static final Map<String, String> BROKEN = Map.ofEntries(
            Map.entry("an open item has postings", """
                    select i.id::text from receivables.open_items i where not exists
                           (select from ledger.lines l where l.company_id = i.company_id and l.partner_id = i.partner_id)"""),
            Map.entry("what is undone is repeated with the sign changed", """
                    select u.id::text from receivables.allocations u
                      join receivables.allocations a on a.company_id = u.company_id and a.id = u.undoes_id
                     where (u.debit_item, u.credit_item, u.amount, u.discount, u.entry_id is null)
                        <> (a.debit_item, a.credit_item, -a.amount, -a.discount, a.entry_id is null)"""),
            Map.entry("on no day more discount was taken back than was granted", """
                    select t.debit_item::text from (
                        select a.debit_item, sum(sum(a.discount)) over (partition by a.company_id, a.debit_item
                                                                        order by a.business_date) as discount
                          from receivables.allocations a group by a.company_id, a.debit_item, a.business_date) t
                     where t.discount < 0"""),
            Map.entry("an item was on no day settled by more than its amount", """
                    select t.id::text from (
                        select i.id, i.amount, i.amount - sum(sum(s.taken)) over (partition by i.id order by s.day) as open
                          from (select a.company_id, k.item, a.business_date as day, k.taken from receivables.allocations a
                                 cross join lateral (values (a.debit_item, a.amount + a.discount), (a.credit_item, -a.amount))
                                       k (item, taken)) s
                          join receivables.open_items i on i.company_id = s.company_id and i.id = s.item
                         group by i.id, i.amount, s.day) t
                     where t.open * t.amount < 0 or abs(t.open) > abs(t.amount)"""),
            Map.entry("an entry is balanced", """
                    select l.entry_id::text from ledger.lines l group by l.company_id, l.entry_id having sum(l.debit) <> sum(l.credit)"""),
            Map.entry("a document's net is the sum of its lines", """
                    select v.id::text from receivables.invoices v where v.net <>
                        (select coalesce(sum(l.net), 0) from receivables.invoice_lines l
                          where l.company_id = v.company_id and l.invoice_id = v.id)"""),
            Map.entry("a line is quantity by price less discount", """
                    select l.invoice_id::text from receivables.invoice_lines l
                     where l.net <> round(l.quantity * l.unit_price * (1 - l.discount_percent / 100), 2)"""),
            Map.entry("a tax is its rate of its basis, and the basis the sum of its lines", """
                    select t.invoice_id::text from receivables.invoice_taxes t where t.tax <> round(t.basis * t.rate / 100, 2) or t.basis <>
                        (select coalesce(sum(l.net), 0) from receivables.invoice_lines l
                          where l.company_id = t.company_id and l.invoice_id = t.invoice_id
                            and l.tax_category = t.category and l.tax_rate = t.rate)"""),
            Map.entry("a document's tax is the sum of its taxes", """
                    select v.id::text from receivables.invoices v where v.tax <>
                        (select coalesce(sum(t.tax), 0) from receivables.invoice_taxes t
                          where t.company_id = v.company_id and t.invoice_id = v.id)"""));

    /** Fails with the invariants that are broken, and where. */
    public void check(Caller caller) {
        List<String> broken = broken(caller);
        if (!broken.isEmpty()) {
            throw new AssertionError("not true: " + broken);
        }
    }

    /** The invariants that are broken, and where. */
    public List<String> broken(Caller caller) {
        return fixtures.in(caller, tx -> {
            List<String> broken = new ArrayList<>(Invariant.broken(tx, ReceivablesInvariants.of(Companies.read(tx))));
            broken.addAll(Invariant.broken(tx, NumberRangeInvariants.all()));
            BROKEN.forEach((sentence, sql) -> tx.list(String.class, sql).forEach(row -> broken.add(sentence + ": " + row)));
            return broken;
        });
    }
}
