package erp.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Plays trade through the API, as users would: master data, opening stock, then order by order placed and confirmed, delivered,
 * invoiced, and paid where wanted. Every write has a key of its own that follows from the trade, so that playing it again after a
 * crash goes on where it was.
 */
public final class Trader {

    private static final BigDecimal COST_SHARE = new BigDecimal("0.70");
    private static final BigDecimal MORE = new BigDecimal("1.1");
    private static final String API = "/api/v1";

    private final Client client;
    private final String name;
    private final BiConsumer<Integer, Integer> progress;
    private final Map<String, String> partners = new HashMap<>();
    private final Map<String, String> products = new HashMap<>();

    /**
     * @param name     tells this trade's keys from those of others in the same company
     * @param progress hears after each order how many of how many are done
     */
    public Trader(Client client, String name, BiConsumer<Integer, Integer> progress) {
        this.client = client;
        this.name = name;
        this.progress = progress;
    }

    /**
     * Plays it all.
     *
     * @param opening   the day of the opening stock
     * @param paidUntil orders up to this day are paid as well
     */
    public void play(Trade trade, LocalDate opening, LocalDate paidUntil) {
        masterData(trade);
        openingStock(trade, opening);
        int done = 0;
        for (Trade.Order order : trade.orders()) {
            JsonNode invoice = sell(order);
            if (!order.date().isAfter(paidUntil)) {
                pay(order, invoice);
            }
            progress.accept(++done, trade.orders().size());
        }
    }

    private void masterData(Trade trade) {
        for (Trade.Partner partner : trade.partners()) {
            partners.put(partner.id(), id(post("/partners", object(
                    "customer", !partner.supplier(), "supplier", partner.supplier(), "name", partner.name(), "street", partner.street(),
                    "postalCode", partner.postalCode(), "city", partner.city(), "country", partner.country(),
                    "contactName", partner.contact(), "phone", partner.phone(), "externalId", partner.id()), "partner-" + partner.id())));
        }
        for (Trade.Product product : trade.products()) {
            products.put(product.id(), id(post("/products", object(
                    "number", product.id(), "name", product.name(), "unit", "C62", "taxClass", "standard", "valuation", product.valuation(),
                    "externalId", product.id()), "product-" + product.id())));
        }
        List<Object> prices = new ArrayList<>();
        trade.products().forEach(product -> prices.add(object("productId", products.get(product.id()), "validFrom", "2024-01-01",
                "price", product.price().toPlainString())));
        client.write("PUT", API + "/price-lists/standard/prices", object("name", "Standard", "currency", "EUR", "prices", prices),
                name + "-prices");
    }

    /** A tenth more than will be ordered, so that something is left. */
    private void openingStock(Trade trade, LocalDate day) {
        List<Object> lines = new ArrayList<>();
        for (Trade.Product product : trade.products()) {
            BigDecimal quantity = trade.ordered(product).multiply(MORE).setScale(0, RoundingMode.UP);
            if (quantity.signum() > 0) {
                lines.add(object("productId", products.get(product.id()), "quantity", quantity.toPlainString(),
                        "unitCost", product.price().multiply(COST_SHARE).setScale(2, RoundingMode.HALF_UP).toPlainString()));
            }
        }
        post("/stock-adjustments", object("reason", "opening", "date", day.toString(), "lines", lines), "opening");
    }

    private JsonNode sell(Trade.Order order) {
        List<Object> lines = new ArrayList<>();
        order.lines().forEach(line -> lines.add(object("productId", products.get(line.product()),
                "quantity", line.quantity().toPlainString(), "unitPrice", line.price().toPlainString(),
                "discountPercent", line.discountPercent().toPlainString())));
        Trade.Address to = order.shipTo();
        String orderId = id(post("/sales-orders", object("partnerId", partners.get(order.partner()), "orderDate", order.date().toString(),
                "requestedDate", order.requested().toString(), "externalId", order.id(), "confirm", true, "reservation", "all",
                "shipTo", object("name", to.name(), "street", to.street(), "postalCode", to.postalCode(), "city", to.city(),
                        "country", to.country()),
                "lines", lines), "order-" + order.id()));
        String deliveryId = id(post("/deliveries", object("orderIds", List.of(orderId), "plannedDate", order.date().toString()),
                "delivery-" + order.id()));
        post("/deliveries/" + deliveryId + "/ship", object("date", order.date().toString()), "ship-" + order.id());
        String invoiceId = id(post("/sales-invoices", object("partnerId", partners.get(order.partner()), "deliveryIds", List.of(deliveryId),
                "invoiceDate", order.date().toString()), "invoice-" + order.id()));
        return post("/sales-invoices/" + invoiceId + "/post", object(), "post-" + order.id());
    }

    private void pay(Trade.Order order, JsonNode invoice) {
        post("/payments", object("partnerId", partners.get(order.partner()), "direction", "incoming",
                "date", order.date().plusDays(14).toString(), "amount", invoice.get("gross").asText(),
                "reference", invoice.get("number").asText(),
                "allocations", List.of(object("openItemId", invoice.get("openItemId").asText(), "amount", invoice.get("gross").asText()))),
                "payment-" + order.id());
    }

    private JsonNode post(String path, Object body, String key) {
        return client.write("POST", API + path, body, name + "-" + key);
    }

    private static String id(JsonNode answer) {
        return answer.get("id").asText();
    }

    /** A JSON object of names and values in turn; what is null is left out. */
    private static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                object.put((String) namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return object;
    }
}
