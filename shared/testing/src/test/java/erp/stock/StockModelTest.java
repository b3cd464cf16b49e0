package erp.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.security.Caller;
import erp.testing.Fixtures;
import erp.testing.StockInvariants;
import erp.work.Refusal;
import io.micronaut.context.ApplicationContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Random histories of a warehouse, on the real database: the kernel does what a model in plain Java allows and refuses the rest, the
 * counters are the model's, and after each step all invariants hold.
 */
class StockModelTest {

    private static ApplicationContext context;

    enum Kind {
        OPENING, GAIN, GAIN_AT_CURRENT_COST, LOSS, TRANSFER, SHIP, RESERVE, RELEASE,
        SHIP_RESERVED, SHIP_RESERVED_AND_MORE, SHIP_PART_OF_RESERVED
    }

    /** How a product is kept, and the quantity its movements are multiples of. */
    private record Profile(String number, String valuation, String tracking, String unit, BigDecimal step) {

        Profile(String number, String valuation, String tracking, String unit, String step) {
            this(number, valuation, tracking, unit, new BigDecimal(step));
        }

        boolean isSerial() {
            return tracking.equals("serial");
        }
    }

    private static final List<Profile> PROFILES = List.of(new Profile("P0", "fifo", "none", "KGM", "0.333333"),
            new Profile("P1", "average", "none", "KGM", "0.7"), new Profile("P2", "fifo", "lot", "C62", "1"),
            new Profile("P3", "average", "lot", "LTR", "0.05"), new Profile("P4", "fifo", "serial", "C62", "1"),
            new Profile("P5", "average", "serial", "C62", "1"), new Profile("P6", "fifo", "none", "C62", "1"));

    /**
     * A step; numbers choose among what there is.
     *
     * @param cost thousandths of a euro for a unit
     */
    record Step(Kind kind, int profile, boolean main, int lot, int steps, int cost, int order) {

        Profile goods() {
            return PROFILES.get(profile);
        }

        String place() {
            return main ? "MAIN" : "SHOP";
        }

        String otherPlace() {
            return main ? "SHOP" : "MAIN";
        }

        String lotNumber() {
            return goods().tracking.equals("none") ? "" : "L" + lot;
        }

        StockModel.Key key(String place) {
            return new StockModel.Key(goods().number, place, lotNumber());
        }

        /** More comes than goes, so that there is something to go; serial numbers one by one, except for a few that nothing may come of. */
        BigDecimal quantity() {
            int times = kind.compareTo(Kind.GAIN_AT_CURRENT_COST) <= 0 ? steps : 1 + steps / 5;
            return goods().isSerial() && steps < 48 ? BigDecimal.ONE : goods().step.multiply(BigDecimal.valueOf(times));
        }
    }

    @BeforeContainer
    static void start() {
        context = ApplicationContext.run();
    }

    @AfterContainer
    static void stop() {
        context.close();
    }

    @Property(tries = 30)
    void theKernelDoesWhatTheModelAllows(@ForAll("histories") List<Step> steps) {
        Fixtures fixtures = context.getBean(Fixtures.class);
        Caller caller = fixtures.company();
        Warehouse warehouse = new Warehouse(fixtures, context.getBean(Adjustments.class), context.getBean(Locations.class), caller);
        List<UUID> products = PROFILES.stream().map(profile ->
                fixtures.product(caller, profile.number, "1.00", profile.valuation, profile.tracking, profile.unit)).toList();
        StockModel model = new StockModel();
        for (Step step : steps) {
            UUID order = order(step, model);
            StockModel next = model.copy();
            if (order == null) {
                continue;
            }
            boolean allowed = allows(next, step, order);
            assertEquals(allowed, isDone(warehouse, products.get(step.profile), step, order, model), () -> "whether it is done: " + step);
            model = allowed ? next : model;
            assertEquals(List.of(), fixtures.in(caller, StockInvariants::broken), () -> "after " + step);
            assertEquals(model.counters(), warehouse.counters(), () -> "after " + step);
        }
    }

    /** The order a step is about; null when there is none. */
    private static UUID order(Step step, StockModel model) {
        if (step.kind.compareTo(Kind.RESERVE) <= 0) {
            return UUID.randomUUID();
        }
        return model.orders().isEmpty() ? null : model.orders().get(step.order % model.orders().size());
    }

    /** Does a step in the model, and tells whether it can be done. */
    private static boolean allows(StockModel model, Step step, UUID order) {
        StockModel.Key here = step.key(step.place());
        BigDecimal quantity = step.quantity();
        boolean whole = !step.goods().isSerial() || quantity.compareTo(BigDecimal.ONE) == 0;
        StockModel.Open open = model.open(order);
        return switch (step.kind) {
            case OPENING, GAIN, GAIN_AT_CURRENT_COST -> {
                boolean can = whole && !(step.goods().isSerial() && model.isInStock(here.product(), here.lot()))
                        && (step.kind != Kind.GAIN_AT_CURRENT_COST || model.isInStock(here.product(), null));
                model.count(here, quantity, BigDecimal.ZERO);
                yield can;
            }
            case LOSS, SHIP, TRANSFER -> {
                boolean can = whole && model.available(here).compareTo(quantity) >= 0;
                model.count(here, quantity.negate(), BigDecimal.ZERO);
                if (step.kind == Kind.TRANSFER) {
                    model.count(step.key(step.otherPlace()), quantity, BigDecimal.ZERO);
                }
                yield can;
            }
            case RESERVE -> {
                boolean can = model.available(here).compareTo(quantity) >= 0;
                model.reserve(order, here, quantity);
                yield can;
            }
            case RELEASE -> {
                model.end(order, open.quantity());
                yield true;
            }
            case SHIP_RESERVED, SHIP_RESERVED_AND_MORE, SHIP_PART_OF_RESERVED -> {
                BigDecimal part = part(step, open);
                BigDecimal more = more(step);
                boolean can = model.available(open.key()).compareTo(more) >= 0;
                model.end(order, part);
                model.count(open.key(), part.add(more).negate(), BigDecimal.ZERO);
                yield can;
            }
        };
    }

    private static BigDecimal part(Step step, StockModel.Open open) {
        return step.kind == Kind.SHIP_PART_OF_RESERVED ? new BigDecimal("0.5").min(open.quantity()).max(integer(open)) : open.quantity();
    }

    /** A piece at least, where only pieces can be shipped. */
    private static BigDecimal integer(StockModel.Open open) {
        boolean pieces = PROFILES.stream().anyMatch(profile -> profile.number.equals(open.key().product()) && profile.unit.equals("C62"));
        return pieces ? BigDecimal.ONE : BigDecimal.ZERO;
    }

    private static BigDecimal more(Step step) {
        return step.kind == Kind.SHIP_RESERVED_AND_MORE ? BigDecimal.ONE : BigDecimal.ZERO;
    }

    /** Does a step with the kernel, and tells whether it was done or refused. */
    private static boolean isDone(Warehouse warehouse, UUID product, Step step, UUID order, StockModel before) {
        BigDecimal cost = BigDecimal.valueOf(step.cost, 3);
        String lot = step.lotNumber();
        try {
            switch (step.kind) {
                case OPENING -> warehouse.adjust(Adjustments.Reason.OPENING, step.place(), product, lot, step.quantity(), cost);
                case GAIN -> warehouse.adjust(Adjustments.Reason.GAIN, step.place(), product, lot, step.quantity(), cost);
                case GAIN_AT_CURRENT_COST -> warehouse.adjust(Adjustments.Reason.GAIN, step.place(), product, lot, step.quantity(), null);
                case LOSS -> warehouse.adjust(Adjustments.Reason.LOSS, step.place(), product, lot, step.quantity(), null);
                case TRANSFER -> warehouse.transfer(step.place(), step.otherPlace(),
                        List.of(new Warehouse.Item(product, lot, step.quantity())));
                case SHIP -> warehouse.ship(step.place(), List.of(new Warehouse.Item(product, lot, step.quantity())));
                case RESERVE -> warehouse.reserve(step.place(), product, lot, step.quantity(), order);
                case RELEASE -> warehouse.release(order);
                default -> warehouse.ship(order, part(step, before.open(order)), more(step));
            }
            return true;
        } catch (Refusal refusal) {
            // Anything else would be a constraint of the database that came to help, or try_again, which is no answer to somebody alone.
            assertTrue(reasons(step.kind).contains(refusal.code().code()), () -> refusal.code().code() + ": " + step);
            return false;
        }
    }

    /** Why a step may be refused. */
    private static List<String> reasons(Kind kind) {
        return switch (kind) {
            case OPENING, GAIN, GAIN_AT_CURRENT_COST -> List.of("serial_exists", "serial_is_one", "unit_cost_required");
            case RESERVE -> List.of("not_available");
            default -> List.of("insufficient_stock", "serial_is_one");
        };
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(Tuple.of(5, Kind.OPENING),
                Tuple.of(4, Kind.GAIN), Tuple.of(3, Kind.GAIN_AT_CURRENT_COST),
                Tuple.of(2, Kind.LOSS), Tuple.of(3, Kind.TRANSFER), Tuple.of(3, Kind.SHIP),
                Tuple.of(9, Kind.RESERVE), Tuple.of(1, Kind.RELEASE),
                Tuple.of(2, Kind.SHIP_RESERVED), Tuple.of(2, Kind.SHIP_RESERVED_AND_MORE), Tuple.of(2, Kind.SHIP_PART_OF_RESERVED));
        return Combinators.combine(kinds,
                Arbitraries.integers().between(0, PROFILES.size() - 1).withDistribution(RandomDistribution.uniform()),
                Arbitraries.frequency(Tuple.of(3, true), Tuple.of(1, false)),
                Arbitraries.integers().between(1, 2), Arbitraries.integers().between(1, 50).withDistribution(RandomDistribution.uniform()),
                Arbitraries.integers().between(0, 20_000),
                Arbitraries.integers().between(0, 99)).as(Step::new).list().ofMinSize(60).ofMaxSize(120);
    }
}
