package erp.local.demo;

import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * What a trading company did: its partners, products and orders, in the order in which they happened.
 *
 * @param orders in date order
 */
public record Trade(List<Partner> partners, List<Product> products, List<Order> orders) {

    /** A customer or supplier; the id is its name in the place it comes from. */
    public record Partner(String id, boolean supplier, String name, String contact, String street, String postalCode, String city,
                          String country, @Nullable String phone) {
    }

    /** A product with its list price; the valuation is {@code fifo} or {@code average}. */
    public record Product(String id, String name, String category, BigDecimal price, String valuation) {
    }

    /** An order and where it goes. */
    public record Order(String id, String partner, LocalDate date, LocalDate requested, Address shipTo, List<Line> lines) {
    }

    /** Where goods go; the country is ISO 3166-1. */
    public record Address(String name, String street, @Nullable String postalCode, String city, String country) {
    }

    /** A line with the price that was agreed. */
    public record Line(String product, BigDecimal quantity, BigDecimal price, BigDecimal discountPercent) {
    }

    /** How much of a product is ordered in all. */
    public BigDecimal ordered(Product product) {
        return orders.stream().flatMap(order -> order.lines.stream()).filter(line -> line.product.equals(product.id))
                .map(Line::quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
