package erp.local;

import erp.csv.Csv;
import erp.local.demo.Trade;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The Northwind company's trade, from the folder beside the project: 91 customers, 29 suppliers, 77 products, 830 orders. Dates are
 * moved by 28 years, which keeps the days of the week; freight is left out.
 */
final class Northwind {

    /** Where the data are, where they are at all. */
    static final Path FOLDER = Path.of(System.getProperty("erp.root"), "..", "shared", "data", "northwind").normalize();

    private static final int YEARS = 28;
    private static final Map<String, String> COUNTRIES = countries();

    private Northwind() {
    }

    static boolean isThere() {
        return Files.isDirectory(FOLDER);
    }

    static Trade trade() {
        List<Trade.Partner> partners = new ArrayList<>();
        rows("customers.csv").forEach(row -> partners.add(partner(row, row.get("customer_id"), false)));
        rows("suppliers.csv").forEach(row -> partners.add(partner(row, "S" + row.get("supplier_id"), true)));
        List<Trade.Product> products = rows("products.csv").stream().map(row -> new Trade.Product(row.get("product_id"),
                row.get("product_name"), row.get("category"), new BigDecimal(row.get("unit_price")),
                Integer.parseInt(row.get("product_id")) % 2 == 0 ? "fifo" : "average")).toList();
        Map<String, List<Trade.Line>> lines = new HashMap<>();
        rows("order_lines.csv").forEach(row -> lines.computeIfAbsent(row.get("order_id"), _ -> new ArrayList<>()).add(new Trade.Line(
                row.get("product_id"), new BigDecimal(row.get("quantity")), new BigDecimal(row.get("unit_price")),
                new BigDecimal(row.get("discount")).movePointRight(2))));
        List<Trade.Order> orders = rows("orders.csv").stream().map(row -> new Trade.Order(row.get("order_id"), row.get("customer_id"),
                date(row.get("order_date")), date(row.get("required_date")),
                new Trade.Address(row.get("ship_name"), row.get("ship_address"), text(row.get("ship_postal_code")), row.get("ship_city"),
                        country(row.get("ship_country"))), lines.get(row.get("order_id"))))
                .sorted(Comparator.comparing(Trade.Order::date).thenComparing(Trade.Order::id)).toList();
        return new Trade(partners, products, orders);
    }

    private static Trade.Partner partner(Map<String, String> row, String id, boolean supplier) {
        return new Trade.Partner(id, supplier, row.get("company_name"), row.get("contact_name"), row.get("address"),
                text(row.get("postal_code")), row.get("city"), country(row.get("country")), text(row.get("phone")));
    }

    private static LocalDate date(String text) {
        return LocalDate.parse(text).plusYears(YEARS);
    }

    private static String text(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String country(String name) {
        return COUNTRIES.get(name);
    }

    private static Map<String, String> countries() {
        Map<String, String> codes = new HashMap<>(Map.of("USA", "US", "UK", "GB"));
        Set.of(Locale.getISOCountries()).forEach(code -> codes.put(Locale.of("", code).getDisplayCountry(Locale.ENGLISH), code));
        return codes;
    }

    private static List<Map<String, String>> rows(String file) {
        try {
            return Csv.rows(Files.readString(FOLDER.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
