package erp.documents.renderdocument;

import erp.company.Company;
import erp.receivables.Parties;
import erp.sales.Address;
import erp.sales.SalesCode;
import erp.work.JsonText;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The note that goes with a delivery.
 *
 * @param parties seller and buyer as they are when the note is made
 * @param shipTo  where the goods go
 */
record DeliveryPaper(Words words, Head head, Parties parties, Address shipTo, List<Line> lines) implements Paper {

    /** The delivery. */
    record Head(String number, String state, @Nullable LocalDate shipDate, @Nullable String shipTo) {
    }

    /** What is delivered. */
    record Line(int n, String product, String description, BigDecimal quantity, String unit, String lot, String orderNumber,
                @Nullable String customerReference) {
    }

    /**
     * Loads one that has left.
     *
     * @throws Refusal 404; 409 {@code delivery_state} for a draft and for one that was given up
     */
    static DeliveryPaper load(Tx tx, JsonText json, Company company, UUID id) {
        Tx.Later<List<Line>> lines = tx.later(Line.class, """
                select l.n, p.number as product, coalesce(ol.description, p.name) as description, l.quantity,
                       coalesce(ol.unit, p.unit) as unit, l.lot, o.number as order_number, o.customer_reference
                  from sales.delivery_lines l
                  join products.products p on p.company_id = l.company_id and p.id = l.product_id
                  join sales.orders o on o.company_id = l.company_id and o.id = l.order_id
                  left join sales.order_lines ol on ol.company_id = l.company_id and ol.order_id = l.order_id and ol.n = l.order_line
                 where l.company_id = ? and l.delivery_id = ? order by l.n""", tx.company(), id);
        Tx.Later<List<Parties.Customer>> customers = Parties.customers(tx,
                "select partner_id from sales.deliveries where company_id = ? and id = ?", tx.company(), id);
        Head head = tx.get(Head.class, """
                select number, state, ship_date, ship_to from sales.deliveries where company_id = ? and id = ?""", tx.company(), id);
        if (head.shipDate == null) {
            throw new Refusal(SalesCode.DELIVERY_STATE, head.state);
        }
        Parties.Customer customer = customers.get().getFirst();
        Address own = new Address(customer.name(), customer.street(), customer.postalCode(), customer.city(), customer.country());
        return new DeliveryPaper(Words.of(customer.language()), head, Parties.of(company, customer),
                Objects.requireNonNullElse(json.read(Address.class, head.shipTo), own), lines.get());
    }

    @Override
    public Parties.Seller seller() {
        return parties.seller();
    }

    @Override
    public String title() {
        return words.say("title.delivery", head.number);
    }

    @Override
    public LocalDate date() {
        return Objects.requireNonNull(head.shipDate);
    }

    @Override
    public String template() {
        return "delivery";
    }

    /** Whether a lot or serial number is to be shown. */
    boolean tracked() {
        return lines.stream().anyMatch(line -> !line.lot.isEmpty());
    }

    /** The orders it serves, each once; nothing where none says it. */
    @Nullable String all(Function<Line, String> number) {
        String all = lines.stream().map(number).filter(Objects::nonNull).distinct().collect(Collectors.joining(", "));
        return all.isEmpty() ? null : all;
    }
}
