package erp.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One clerk's work, as it comes, until the office closes: sales from the order to the payment, stock, and the journal. */
final class Shift implements Callable<Void> {

    /** All sales have this date, so that no invoice is refused for the order of dates. */
    private static final String SALES_DAY = "2024-03-15";
    private static final YearMonth JOURNAL_FROM = YearMonth.of(2022, 1);
    private static final int JOURNAL_MONTHS = 24;
    private static final String CONFIRMED_LATER = "confirmed later";

    private final Clerk clerk;
    private final Goods goods;
    private final boolean closesMonths;
    private final AtomicBoolean office;
    private final Random random;
    private int closed;

    /** Who buys, and what there is: the first product is scarce. */
    record Goods(List<String> customers, List<String> products) {
    }

    /**
     * @param closesMonths whether it is this clerk who closes months; one does, because they are closed in order
     * @param office       whether the office is open
     */
    Shift(Clerk clerk, Goods goods, boolean closesMonths, AtomicBoolean office, Random random) {
        this.clerk = clerk;
        this.goods = goods;
        this.closesMonths = closesMonths;
        this.office = office;
        this.random = random;
    }

    @Override
    public Void call() throws IOException, InterruptedException {
        close();
        while (office.get()) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4 -> sell();
                case 5 -> adjust();
                case 6 -> transfer();
                case 7 -> reserve();
                case 8, 9 -> post();
                case 10 -> enterMasterData();
                default -> close();
            }
        }
        return null;
    }

    private void sell() throws IOException, InterruptedException {
        String customer = pick(goods.customers);
        Optional<JsonNode> order = order(customer);
        if (order.isEmpty()) {
            return;
        }
        if (random.nextInt(5) == 0) {
            amend(order.get());
        }
        Optional<JsonNode> delivery = random.nextInt(10) == 0 ? Optional.empty() : delivery(order.get());
        if (delivery.isEmpty()) {
            clerk.write(Deed.CANCEL_ORDER, "sales-orders/" + id(order.get()) + "/cancel", Map.of("reason", "Zu spät")).orElseThrow();
            return;
        }
        clerk.write(Deed.SHIP_DELIVERY, "deliveries/" + id(delivery.get()) + "/ship", Map.of("date", SALES_DAY)).orElseThrow();
        JsonNode draft = clerk.write(Deed.CREATE_INVOICE, "sales-invoices",
                Map.of("deliveryIds", List.of(id(delivery.get())), "invoiceDate", SALES_DAY)).orElseThrow();
        JsonNode invoice = clerk.write(Deed.POST_INVOICE, "sales-invoices/" + id(draft) + "/post", Map.of()).orElseThrow();
        switch (random.nextInt(6)) {
            case 0 -> clerk.write(Deed.CANCEL_INVOICE, "sales-invoices/" + id(invoice) + "/cancel", Map.of("date", SALES_DAY))
                    .orElseThrow();
            case 1 -> clerk.write(Deed.CREATE_CREDIT_NOTE, "credit-notes", Map.of("invoiceId", id(invoice), "date", SALES_DAY,
                    "lines", List.of(Map.of("line", 1, "amount", amount(1, 5))))).orElseThrow();
            case 2 -> payAndAllocate(customer, invoice);
            default -> pay(customer, invoice);
        }
    }

    /** An order, confirmed with it or after it. */
    private Optional<JsonNode> order(String customer) throws IOException, InterruptedException {
        List<Map<String, String>> lines = lines();
        String reservation = random.nextBoolean() ? "all" : "partial";
        if (random.nextInt(4) > 0) {
            return clerk.write(Deed.PLACE_ORDER, "sales-orders", Map.of("partnerId", customer, "orderDate", SALES_DAY, "confirm", true,
                    "reservation", reservation, "lines", lines));
        }
        JsonNode draft = clerk.write(Deed.PLACE_ORDER, "sales-orders", Map.of("partnerId", customer, "orderDate", SALES_DAY,
                "customerReference", CONFIRMED_LATER, "lines", lines)).orElseThrow();
        return clerk.write(Deed.CONFIRM_ORDER, "sales-orders/" + id(draft) + "/confirm", Map.of("reservation", reservation));
    }

    private List<Map<String, String>> lines() {
        return goods(1 + random.nextInt(4)).stream()
                .map(product -> Map.of("productId", product, "quantity", amount(1, 4), "unitPrice", amount(5, 90))).toList();
    }

    /** Other lines than before. */
    private void amend(JsonNode order) throws IOException, InterruptedException {
        Map<String, Object> amended = new HashMap<>(Map.of("lines", lines()));
        if (!order.has("lines")) {
            amended.put("customerReference", CONFIRMED_LATER);
        }
        clerk.write(Deed.AMEND_ORDER, "sales-orders/" + id(order) + "/amend", order, amended).orElseThrow();
    }

    /** What is there, planned at once or once more. */
    private Optional<JsonNode> delivery(JsonNode order) throws IOException, InterruptedException {
        Map<String, Object> wanted = Map.of("orderIds", List.of(id(order)), "plannedDate", SALES_DAY);
        Optional<JsonNode> delivery = clerk.write(Deed.CREATE_DELIVERY, "deliveries", wanted);
        if (delivery.isEmpty() || random.nextInt(6) > 0) {
            return delivery;
        }
        clerk.write(Deed.CANCEL_DELIVERY, "deliveries/" + id(delivery.get()) + "/cancel", Clerk.NOTHING).orElseThrow();
        return clerk.write(Deed.CREATE_DELIVERY, "deliveries", wanted);
    }

    /** All, a part, or more than is owed; some of it comes back. */
    private void pay(String customer, JsonNode invoice) throws IOException, InterruptedException {
        BigDecimal gross = new BigDecimal(invoice.get("gross").asText());
        BigDecimal paid = random.nextBoolean() ? gross : gross.add(new BigDecimal(random.nextInt(-3, 4)));
        JsonNode payment = clerk.write(Deed.RECORD_PAYMENT, "payments", Map.of("partnerId", customer, "direction", "incoming",
                "date", SALES_DAY, "amount", paid.toPlainString(), "allocations", List.of(Map.of(
                        "openItemId", invoice.get("openItemId").asText(), "amount", paid.min(gross).toPlainString())))).orElseThrow();
        if (random.nextInt(4) == 0) {
            clerk.write(Deed.CANCEL_PAYMENT, "payments/" + id(payment) + "/cancel", Map.of("date", SALES_DAY)).orElseThrow();
        }
    }

    /** With a cash discount, so that there is an entry, which is sometimes taken back. */
    private void payAndAllocate(String customer, JsonNode invoice) throws IOException, InterruptedException {
        JsonNode payment = clerk.write(Deed.RECORD_PAYMENT, "payments", Map.of("partnerId", customer, "direction", "incoming",
                "date", SALES_DAY, "amount", "4.00")).orElseThrow();
        JsonNode allocation = clerk.write(Deed.ALLOCATE_PAYMENT, "allocations", Map.of(
                "debitItemId", invoice.get("openItemId").asText(), "creditItemId", payment.get("openItemId").asText(),
                "amount", "3.00", "discount", "0.06", "date", SALES_DAY)).orElseThrow();
        if (random.nextBoolean()) {
            clerk.write(Deed.UNDO_ALLOCATION, "allocations/" + id(allocation) + "/undo", Map.of("date", SALES_DAY)).orElseThrow();
        }
    }

    /** Goods for somebody without an order, most of which are given back. */
    private void reserve() throws IOException, InterruptedException {
        Optional<JsonNode> reserved = clerk.write(Deed.RESERVE_STOCK, "stock-reservations",
                Map.of("lines", List.of(Map.of("productId", pick(goods.products), "quantity", amount(1, 3)))));
        if (reserved.isPresent() && random.nextInt(5) > 0) {
            clerk.write(Deed.RELEASE_STOCK, "stock-reservations/" + reserved.get().at("/reservations/0/id").asText() + "/release",
                    Clerk.NOTHING).orElseThrow();
        }
    }

    /** A few partners as a table, or a new price list. */
    private void enterMasterData() throws IOException, InterruptedException {
        String name = "k" + Long.toUnsignedString(random.nextLong(), 36);
        if (random.nextBoolean()) {
            String rows = IntStream.rangeClosed(1, 3).mapToObj(i -> "%s-%d,true,%s %d,Weg 1,Bonn,DE\n".formatted(name, i, name, i))
                    .collect(Collectors.joining());
            clerk.write(Deed.START_IMPORT, "imports",
                    Map.of("kind", "partners", "csv", "externalId,customer,name,street,city,country\n" + rows)).orElseThrow();
        } else {
            clerk.put(Deed.SET_PRICES, "price-lists/" + name + "/prices", Map.of("name", name, "currency", "EUR", "prices",
                    goods(3).stream().map(product -> Map.of("productId", product, "validFrom", "2024-01-01", "price", amount(5, 90)))
                            .toList())).orElseThrow();
        }
    }

    private void adjust() throws IOException, InterruptedException {
        boolean gain = random.nextBoolean();
        clerk.write(Deed.ADJUST_STOCK, "stock-adjustments", Map.of("reason", gain ? "gain" : "loss", "date", SALES_DAY,
                "lines", goods(1 + random.nextInt(3)).stream().map(product -> gain
                        ? Map.of("productId", product, "quantity", amount(1, 3), "unitCost", amount(1, 40))
                        : Map.of("productId", product, "quantity", amount(1, 3))).toList()));
    }

    private void transfer() throws IOException, InterruptedException {
        boolean there = random.nextInt(3) > 0;
        clerk.write(Deed.TRANSFER_STOCK, "stock-transfers", Map.of("from", there ? "MAIN" : "SHOP", "to", there ? "SHOP" : "MAIN",
                "date", SALES_DAY, "lines", goods(1 + random.nextInt(3)).stream()
                        .map(product -> Map.of("productId", product, "quantity", amount(1, 3))).toList()));
    }

    /** An entry by hand, some of which are taken back. */
    private void post() throws IOException, InterruptedException {
        String date = JOURNAL_FROM.plusMonths(random.nextInt(JOURNAL_MONTHS)).atDay(1 + random.nextInt(28)).toString();
        String amount = amount(1, 900);
        Optional<JsonNode> entry = clerk.write(Deed.POST_ENTRY, "journal-entries", Map.of("date", date,
                "text", "Miete " + random.nextInt(1000),
                "lines", List.of(Map.of("account", "6310", "debit", amount), Map.of("account", "1800", "credit", amount))));
        if (entry.isPresent() && random.nextInt(4) == 0) {
            clerk.write(Deed.REVERSE_ENTRY, "journal-entries/" + id(entry.get()) + "/reverse", Map.of("date", date));
        }
    }

    private void close() throws IOException, InterruptedException {
        if (closesMonths && closed > 0 && random.nextInt(4) == 0) {
            closed--;
            clerk.write(Deed.REOPEN_PERIOD, "accounting-periods/" + JOURNAL_FROM.plusMonths(closed) + "/reopen", Clerk.NOTHING)
                    .orElseThrow();
        } else if (closesMonths && closed < JOURNAL_MONTHS) {
            clerk.write(Deed.CLOSE_PERIOD, "accounting-periods/" + JOURNAL_FROM.plusMonths(closed) + "/close", Map.of()).orElseThrow();
            closed++;
        }
    }

    private List<String> goods(int count) {
        List<String> shuffled = new ArrayList<>(goods.products);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, count);
    }

    private String pick(List<String> ids) {
        return ids.get(random.nextInt(ids.size()));
    }

    private String amount(int from, int to) {
        return Integer.toString(random.nextInt(from, to));
    }

    private static String id(JsonNode document) {
        return document.get("id").asText();
    }

    /** A company with two places, whose books begin with the journal; its number. */
    static int company(Clerk founder) throws IOException, InterruptedException {
        return founder.write(Deed.ENTER_MASTER_DATA, "companies", Map.of("name", "Muster GmbH", "street", "Hauptstraße 1",
                "postalCode", "10115", "city", "Berlin", "country", "DE", "chart", "SKR04", "vatId", "DE136695976",
                "booksFrom", JOURNAL_FROM.atDay(1).toString(), "warehouses",
                List.of(Map.of("code", "MAIN", "name", "Lager"), Map.of("code", "SHOP", "name", "Laden")))).orElseThrow().get("id").asInt();
    }

    /** Master data and opening stock. */
    static Goods open(Clerk clerk) throws IOException, InterruptedException {
        List<String> customers = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            customers.add(id(clerk.write(Deed.ENTER_MASTER_DATA, "partners", Map.of("customer", true, "name", "Kunde " + i,
                    "street", "Allee " + i, "postalCode", "20095", "city", "Hamburg", "country", "DE", "paymentDays", 30,
                    "discountDays", 10, "discountPercent", "2")).orElseThrow()));
        }
        List<String> products = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            products.add(id(clerk.write(Deed.ENTER_MASTER_DATA, "products", Map.of("number", "P-" + i, "name", "Ware " + i, "unit", "C62",
                    "taxClass", "standard", "valuation", i % 2 == 0 ? "average" : "fifo")).orElseThrow()));
        }
        clerk.write(Deed.ADJUST_STOCK, "stock-adjustments", Map.of("reason", "opening", "date", "2024-01-01", "lines",
                IntStream.range(0, products.size()).mapToObj(i -> Map.of("productId", products.get(i),
                        "quantity", i == 0 ? "100" : "100000", "unitCost", i + ".37")).toList())).orElseThrow();
        return new Goods(customers, products);
    }
}
