package erp.local.demo;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Invented trade, the same for the same seed. */
public final class DemoTrade {

    private static final String[] FIRST = {"Adler", "Birken", "Donau", "Eichen", "Falken", "Garten", "Hafen", "Isar", "Linden", "Main",
        "Nord", "Ostsee", "Park", "Quellen", "Rhein", "Sonnen", "Tannen", "Ufer", "Wald", "Ziegel"};
    private static final String[] SECOND = {"bau", "bräu", "feinkost", "handel", "haus", "hof", "laden", "markt", "technik", "werke"};
    private static final String[][] PLACES = {
        {"DE", "10115", "Berlin"}, {"DE", "20095", "Hamburg"}, {"DE", "50667", "Köln"}, {"DE", "80331", "München"},
        {"DE", "04109", "Leipzig"}, {"DE", "70173", "Stuttgart"}, {"AT", "1010", "Wien"}, {"FR", "67000", "Strasbourg"},
        {"NL", "1012", "Amsterdam"}, {"IT", "39100", "Bolzano"}, {"CH", "8001", "Zürich"}, {"GB", "EC1A 1BB", "London"},
        {"US", "10001", "New York"}};
    private static final String[] CATEGORIES = {"Tee", "Kaffee", "Gewürz", "Honig", "Konfitüre", "Öl", "Essig", "Senf"};
    private static final String[] KINDS = {"klassisch", "Bio", "mild", "kräftig", "Probierpackung", "Vorratspackung", "Geschenkbox"};
    private static final BigDecimal[] DISCOUNTS = {BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, new BigDecimal("5"),
        new BigDecimal("10")};
    private static final int ORDERS_A_DAY_AT_MOST = 3;
    private static final int LINES_AT_MOST = 5;

    private final Random random;

    private DemoTrade(long seed) {
        random = new Random(seed);
    }

    /**
     * Invents trade on the working days from a day on.
     *
     * @param seed     the same seed, the same trade
     * @param from     the first day
     * @param until    the last day at most
     * @param orders   how many orders
     */
    public static Trade of(long seed, LocalDate from, LocalDate until, int orders) {
        return new DemoTrade(seed).invent(from, until, orders);
    }

    private Trade invent(LocalDate from, LocalDate until, int count) {
        List<Trade.Partner> partners = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            partners.add(partner("C%03d".formatted(i + 1), false, i));
        }
        for (int i = 0; i < 8; i++) {
            partners.add(partner("S%03d".formatted(i + 1), true, 100 + i));
        }
        List<Trade.Product> products = new ArrayList<>();
        for (int i = 0; i < CATEGORIES.length * KINDS.length; i++) {
            products.add(new Trade.Product("P%03d".formatted(i + 1), CATEGORIES[i / KINDS.length] + " " + KINDS[i % KINDS.length],
                    CATEGORIES[i / KINDS.length], new BigDecimal(random.nextInt(290, 6900)).movePointLeft(2),
                    i % 2 == 0 ? "fifo" : "average"));
        }
        List<Trade.Order> orders = new ArrayList<>();
        for (LocalDate day = from; orders.size() < count && !day.isAfter(until); day = day.plusDays(1)) {
            int today = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY ? 0
                    : random.nextInt(ORDERS_A_DAY_AT_MOST + 1);
            for (int i = 0; i < today && orders.size() < count; i++) {
                orders.add(order(orders.size() + 1, partners.get(random.nextInt(40)), products, day));
            }
        }
        return new Trade(partners, products, orders);
    }

    private Trade.Partner partner(String id, boolean supplier, int number) {
        String[] place = PLACES[random.nextInt(PLACES.length)];
        String name = FIRST[number % FIRST.length] + SECOND[(number / FIRST.length + number) % SECOND.length]
                + (supplier ? " Import GmbH" : " GmbH");
        return new Trade.Partner(id, supplier, name, "Kontakt " + id, "Hauptstraße " + random.nextInt(1, 200), place[1], place[2], place[0],
                "+49 30 " + random.nextInt(100_000, 999_999));
    }

    private Trade.Order order(int number, Trade.Partner customer, List<Trade.Product> products, LocalDate day) {
        List<Trade.Line> lines = new ArrayList<>();
        int count = random.nextInt(1, LINES_AT_MOST + 1);
        int first = random.nextInt(products.size());
        for (int i = 0; i < count; i++) {
            Trade.Product product = products.get((first + 7 * i) % products.size());
            lines.add(new Trade.Line(product.id(), BigDecimal.valueOf(random.nextInt(1, 40)), product.price(),
                    DISCOUNTS[random.nextInt(DISCOUNTS.length)]));
        }
        return new Trade.Order("O%05d".formatted(number), customer.id(), day, day.plusDays(7),
                new Trade.Address(customer.name(), customer.street(), customer.postalCode(), customer.city(), customer.country()), lines);
    }
}
