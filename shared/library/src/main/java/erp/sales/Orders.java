package erp.sales;

import erp.company.Companies;
import erp.company.Company;
import erp.money.LineAmount;
import erp.money.Money;
import erp.money.Rounding;
import erp.numbering.NumberRange;
import erp.partners.VatId;
import erp.products.ProductsCode;
import erp.products.UnitCode;
import erp.stock.Location;
import erp.stock.Locations;
import erp.stock.Reservations;
import erp.tax.Allowance;
import erp.tax.PriceBasis;
import erp.tax.ProductTaxClass;
import erp.tax.TaxCalculation;
import erp.tax.TaxDetermination;
import erp.tax.TaxKey;
import erp.tax.TaxTable;
import erp.tax.TaxTotals;
import erp.webhooks.EventType;
import erp.webhooks.Events;
import erp.work.Code;
import erp.work.Ids;
import erp.work.JsonText;
import erp.work.Refusal;
import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What placing, confirming, amending and importing orders share: prices, tax, credit and reservation. */
@Singleton
public final class Orders {

    /**
     * An order as somebody wants it.
     *
     * @param orderDate     the day it counts for
     * @param requestedDate when the goods are wanted; its tax rate is shown, the day of supply decides later
     * @param location      the code of the storage place it is served from; the first one when absent
     * @param shipTo        where the goods go; the partner's address when absent
     */
    public record Wish(UUID partnerId, LocalDate orderDate, @Nullable LocalDate requestedDate, @Nullable String location,
                       @Nullable Address shipTo, @Nullable String customerReference, @Nullable String externalId, List<OrderLine> lines) {
    }

    /** A line with its price and tax. */
    public record Priced(int n, UUID productId, String description, BigDecimal quantity, String unit, BigDecimal unitPrice,
                         String priceSource, BigDecimal discountPercent, Money net, String taxClass, TaxKey tax, boolean stocked) {

        /** The same as another line of its order. */
        public Priced numbered(int other) {
            return new Priced(other, productId, description, quantity, unit, unitPrice, priceSource, discountPercent, net, taxClass, tax,
                    stocked);
        }
    }

    /** An order priced, and ready to be written. */
    public record Draft(Partner partner, Location location, String shipToCountry, List<Priced> lines, TaxTotals totals,
                        List<Reservations.Counter> counters) {
    }

    /** A customer as far as orders look at it. */
    public record Partner(UUID id, String name, String country, String vatId, Integer customerNumber, String state,
                          BigDecimal creditLimit) {

        static final String SELECT = """
                select id, name, country, vat_id, customer_number, state, credit_limit
                  from partners.partners where company_id = ? and id = ?""";

        /** @throws Refusal 422 {@code no_customer}, {@code partner_blocked} */
        Partner requireOrdering() {
            if (customerNumber == null) {
                throw new Refusal(SalesCode.NO_CUSTOMER, name);
            }
            if (!state.equals("active")) {
                throw new Refusal(SalesCode.PARTNER_BLOCKED, name);
            }
            return this;
        }
    }

    private record Product(UUID id, String name, String unit, String taxClass, boolean stocked, String state) {
    }

    private record Price(UUID productId, BigDecimal minQuantity, BigDecimal price, String priceList) {
    }

    /** What was placed; the number is absent in a dry run, which draws none. */
    public record Placed(UUID id, @Nullable String number, String state, Draft draft, List<Reservations.Reserved> reserved) {
    }

    private final Companies companies;
    private final Locations locations;
    private final JsonText json;
    private final Events events;

    Orders(Companies companies, Locations locations, JsonText json, Events events) {
        this.companies = companies;
        this.locations = locations;
        this.json = json;
        this.events = events;
    }

    /**
     * Places an order, and confirms it in the same transaction where that is wanted.
     *
     * @param reservation how to reserve, or null to leave the order a draft
     */
    public Placed place(Tx tx, Wish wish, @Nullable Reservation reservation) {
        Company company = companies.of(tx);
        Tx.Later<String> number = NumberRange.SALES_ORDER.drawLoose(tx, "SO-");
        Draft draft = price(tx, company, wish, reservation != null);
        UUID id = Ids.next();
        if (reservation != null) {
            refuseCredit(tx, company, draft.partner, draft.totals.gross(), null);
        }
        String state = reservation == null ? "draft" : "confirmed";
        tx.write("""
                insert into sales.orders (company_id, id, number, partner_id, state, order_date, requested_date, currency, location_id,
                                          ship_to, ship_to_country, customer_reference, net, tax, gross, external_id, reservation)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)""",
                tx.company(), id, number.get() == null ? id.toString() : number.get(), wish.partnerId, state, wish.orderDate,
                wish.requestedDate, company.currency(), draft.location.id(), json.of(wish.shipTo), draft.shipToCountry,
                wish.customerReference, draft.totals.basis().amount(),
                draft.totals.tax().amount(), draft.totals.gross().amount(), wish.externalId,
                reservation == Reservation.ALL ? "all" : "partial");
        // Nothing to conflict with: PostgreSQL inserts twice as fast where it need not look out for it.
        writeLines(tx, id, draft.lines, "");
        List<Reservations.Reserved> reserved = reservation == null ? List.of()
                : Reservations.reserve(tx, draft.counters, wishes(draft.lines), reservation == Reservation.ALL, "sales_order", id);
        if (reservation != null) {
            events.publish(tx, EventType.ORDER_CONFIRMED, new OrderState(id, number.get(), state, 1));
        }
        return new Placed(id, number.get(), state, draft, reserved);
    }

    /**
     * Prices a wish: who orders, what it costs, and how it is taxed.
     *
     * @param lock whether the goods' counters are locked as well, to be reserved
     * @throws Refusal 422 {@code unknown_partner}, {@code no_customer}, {@code partner_blocked}, {@code unknown_product},
     *                 {@code product_archived}, {@code quantity_fraction}, {@code no_price}
     */
    public Draft price(Tx tx, Company company, Wish wish, boolean lock) {
        List<UUID> productIds = wish.lines.stream().map(OrderLine::productId).distinct().toList();
        Location location = locations.storage(tx, wish.location);
        if (lock) {
            // A credit limit is a sum over the partner's orders: whoever confirms one holds the partner until its commit.
            tx.write("select from partners.partners where company_id = ? and id = ? and credit_limit is not null for no key update",
                    tx.company(), wish.partnerId);
        }
        Tx.Later<List<Partner>> partners = tx.later(Partner.class, Partner.SELECT, tx.company(), wish.partnerId);
        Tx.Later<List<Product>> products = tx.later(Product.class, """
                select id, name, unit, tax_class, stocked, state from products.products where company_id = ? and id = any(?)""",
                tx.company(), productIds);
        Tx.Later<List<Price>> prices = wish.lines.stream().allMatch(line -> line.unitPrice() != null) ? List::of : tx.later(Price.class, """
                select p.product_id, p.min_quantity, p.price, p.price_list
                  from products.prices p join products.price_lists l on l.company_id = p.company_id and l.id = p.price_list
                 where p.company_id = ? and p.product_id = any(?) and p.valid @> ?::date and l.currency = ?
                   and p.price_list in ('standard', (select price_list from partners.partners where company_id = p.company_id and id = ?))
                 order by p.price_list = 'standard', p.min_quantity desc""",
                tx.company(), productIds, wish.orderDate, company.currency(), wish.partnerId);
        Tx.Later<List<Reservations.Counter>> counters = lock ? Reservations.lock(tx, location.id(), productIds) : List::of;

        Partner partner = partners.get().stream().findFirst().orElseThrow(() -> new Refusal(SalesCode.UNKNOWN_PARTNER)).requireOrdering();
        String country = wish.shipTo == null ? partner.country : wish.shipTo.country();
        LocalDate supply = wish.requestedDate == null ? wish.orderDate : wish.requestedDate;
        Map<UUID, Product> known = products.get().stream().collect(Collectors.toMap(Product::id, Function.identity()));
        List<Priced> lines = new ArrayList<>();
        for (int i = 0; i < wish.lines.size(); i++) {
            lines.add(price(company, partner, country, supply, i + 1, wish.lines.get(i), known, prices));
        }
        TaxTotals totals = TaxCalculation.of(PriceBasis.NET, company.money(),
                lines.stream().map(line -> new TaxCalculation.Line(line.net, line.tax)).toList(), Allowance.NONE);
        return new Draft(partner, location, country, lines, totals, counters.get());
    }

    private static Priced price(Company company, Partner partner, String country, LocalDate supply, int n, OrderLine line,
            Map<UUID, Product> products, Tx.Later<List<Price>> prices) {
        Product product = products.get(line.productId());
        if (product == null) {
            throw refusal(n, "productId", SalesCode.UNKNOWN_PRODUCT);
        }
        if (!product.state.equals("active")) {
            throw refusal(n, "productId", SalesCode.PRODUCT_ARCHIVED, product.name);
        }
        refuseFraction(n, product.stocked, product.unit, line.quantity());
        BigDecimal unitPrice = line.unitPrice();
        String source = "order";
        if (unitPrice == null) {
            // Ordered by the customer's list before the standard one, and by the largest quantity first: the first that fits wins.
            Price price = prices.get().stream()
                    .filter(p -> p.productId.equals(line.productId()) && p.minQuantity.compareTo(line.quantity()) <= 0)
                    .findFirst().orElseThrow(() -> refusal(n, "unitPrice", SalesCode.NO_PRICE, product.name));
            unitPrice = price.price;
            source = price.priceList + "/" + price.minQuantity.toPlainString();
        }
        BigDecimal discount = line.discountPercent() == null ? BigDecimal.ZERO : line.discountPercent();
        TaxDetermination tax = TaxDetermination.of(new TaxDetermination.Seller(company.country(), company.taxRegime()), country,
                partner.vatId == null ? null : VatId.parse(partner.vatId),
                ProductTaxClass.valueOf(product.taxClass.toUpperCase(Locale.ROOT)));
        return new Priced(n, product.id, line.description() == null ? product.name : line.description(), line.quantity(), product.unit,
                unitPrice, source, discount, LineAmount.of(line.quantity(), unitPrice, discount, company.money()), product.taxClass,
                TaxTable.germany().at(tax.taxCase(), supply).key(), product.stocked);
    }

    /**
     * Confirms a locked draft: its partner may order and has the credit, and its goods are reserved.
     *
     * @throws Refusal 409 {@code not_available}, 422 {@code partner_blocked}, {@code credit_limit_exceeded}
     */
    public void confirm(Tx tx, Order order, Reservation reservation) {
        Company company = companies.of(tx);
        Tx.Later<List<Partner>> partner = tx.later(Partner.class, Partner.SELECT, tx.company(), order.partnerId());
        List<Reservations.Wish> wishes = Order.lines(tx, List.of(order.id())).stream().filter(Order.Line::stocked)
                .map(line -> new Reservations.Wish(line.n(), line.productId(), line.quantity())).toList();
        refuseCredit(tx, company, partner.get().getFirst().requireOrdering(), company.money(order.gross()), order.id());
        List<Reservations.Counter> counters = Reservations.lock(tx, order.locationId(),
                wishes.stream().map(Reservations.Wish::product).distinct().toList()).get();
        Reservations.reserve(tx, counters, wishes, reservation == Reservation.ALL, "sales_order", order.id());
        order.become(tx, "confirmed");
        if (reservation == Reservation.ALL) {
            tx.write("update sales.orders set reservation = 'all' where company_id = ? and id = ?", tx.company(), order.id());
        }
        events.publish(tx, EventType.ORDER_CONFIRMED, new OrderState(order.id(), order.number(), "confirmed", order.version() + 1));
    }

    /**
     * Refuses an order that takes its partner above the credit limit: what is open or about to be, what is ordered and not yet
     * invoiced, and this.
     *
     * @param except an order that is counted already, or null
     * @throws Refusal 422 {@code credit_limit_exceeded} with the limit and the sum
     */
    public static void refuseCredit(Tx tx, Company company, Partner partner, Money gross, @Nullable UUID except) {
        if (partner.creditLimit == null) {
            return;
        }
        BigDecimal used = tx.list(BigDecimal.class, """
                select coalesce((select sum(i.open) from receivables.open_items i where i.company_id = ? and i.partner_id = ?), 0)
                     + coalesce((select sum(i.gross) from receivables.invoices i
                                  where i.company_id = ? and i.partner_id = ? and i.state = 'draft'), 0)
                     + coalesce((select sum(l.net * (1 + l.tax_rate / 100) * (l.quantity - l.invoiced) / l.quantity)
                                   from sales.orders o join sales.order_lines l on l.company_id = o.company_id and l.order_id = o.id
                                  where o.company_id = ? and o.partner_id = ? and o.id is distinct from ?::uuid
                                    and o.state in ('confirmed', 'partly_delivered', 'delivered')), 0)""",
                tx.company(), partner.id, tx.company(), partner.id, tx.company(), partner.id, except).getFirst();
        Money sum = Rounding.round(used, company.money()).plus(gross);
        if (sum.compareTo(company.money(partner.creditLimit)) > 0) {
            throw new Refusal(SalesCode.CREDIT_LIMIT_EXCEEDED, company.money(partner.creditLimit).toString(), sum.toString());
        }
    }

    /** Writes the lines of an order, new ones and amended ones. */
    public static void rewriteLines(Tx tx, UUID orderId, List<Priced> lines) {
        writeLines(tx, orderId, lines, """

                on conflict (company_id, order_id, n) do update set
                       product_id = excluded.product_id, description = excluded.description, quantity = excluded.quantity,
                       unit = excluded.unit, unit_price = excluded.unit_price, price_source = excluded.price_source,
                       discount_percent = excluded.discount_percent, net = excluded.net, tax_class = excluded.tax_class,
                       tax_category = excluded.tax_category, tax_rate = excluded.tax_rate, stocked = excluded.stocked""");
    }

    private static void writeLines(Tx tx, UUID orderId, List<Priced> lines, String conflict) {
        tx.write("""
                insert into sales.order_lines (company_id, order_id, n, product_id, description, quantity, unit, unit_price, price_source,
                                               discount_percent, net, tax_class, tax_category, tax_rate, stocked)
                select ?, ?, l.* from unnest(?::smallint[], ?::uuid[], ?::text[], ?::numeric[], ?::text[], ?::numeric[], ?::text[],
                                             ?::numeric[], ?::numeric[], ?::text[], ?::text[], ?::numeric[], ?::boolean[]) l""" + conflict,
                tx.company(), orderId, lines.stream().map(Priced::n).toList(),
                lines.stream().map(Priced::productId).toList(), lines.stream().map(Priced::description).toList(),
                lines.stream().map(Priced::quantity).toList(), lines.stream().map(Priced::unit).toList(),
                lines.stream().map(Priced::unitPrice).toList(), lines.stream().map(Priced::priceSource).toList(),
                lines.stream().map(Priced::discountPercent).toList(), lines.stream().map(line -> line.net.amount()).toList(),
                lines.stream().map(Priced::taxClass).toList(), lines.stream().map(line -> line.tax.category()).toList(),
                lines.stream().map(line -> line.tax.rate()).toList(), lines.stream().map(Priced::stocked).toList());
    }

    /** What an order's lines want reserved: the goods among them. */
    public static List<Reservations.Wish> wishes(List<Priced> lines) {
        return lines.stream().filter(Priced::stocked).map(line -> new Reservations.Wish(line.n, line.productId, line.quantity)).toList();
    }

    /**
     * Refuses to order or to plan a part of a piece, because it could never leave the stock.
     *
     * @throws Refusal 422 {@code quantity_fraction}
     */
    public static void refuseFraction(int n, boolean stocked, String unit, BigDecimal quantity) {
        if (stocked && !UnitCode.of(unit).isDivisible() && Rounding.normal(quantity).scale() > 0) {
            throw refusal(n, "quantity", ProductsCode.QUANTITY_FRACTION, quantity.toPlainString(), unit);
        }
    }

    /** A refusal of one field of a line. */
    public static Refusal refusal(int n, String field, Code code, Object... args) {
        return new Refusal(List.of(new Refusal.Field("/lines/" + (n - 1) + "/" + field, code, args)), code, args);
    }
}
