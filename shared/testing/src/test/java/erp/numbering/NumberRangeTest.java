package erp.numbering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.security.Caller;
import erp.testing.Fixtures;
import erp.work.Call;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.context.ServerRequestContext;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class NumberRangeTest {

    private static final LocalDate DATE = LocalDate.of(2024, 11, 2);

    @Inject
    Fixtures fixtures;
    @Inject
    Work work;

    private Caller caller;

    @BeforeEach
    void setUp() {
        caller = fixtures.company();
    }

    private static final class Abandoned extends RuntimeException {
    }

    @Test
    void twoHundredDrawsAtOnceAreOneToTwoHundred() throws Exception {
        assertEquals(numbers(1, 200), drawAtOnce(200, _ -> false));
    }

    @Test
    void aRollbackReturnsItsNumber() throws Exception {
        assertEquals("INV-000001", draw(DATE));
        assertThrows(Abandoned.class, () -> fixtures.in(caller, tx -> {
            assertEquals("INV-000002", NumberRange.SALES_INVOICE.draw(tx, DATE));
            throw new Abandoned();
        }));
        assertEquals("INV-000002", draw(DATE));
    }

    @Test
    void rollbacksAmongManyDrawsLeaveNoGap() throws Exception {
        assertEquals(numbers(1, 100), drawAtOnce(200, i -> i % 2 == 1));
    }

    @Test
    void aDryRunDrawsNone() {
        UUID key = UUID.randomUUID();
        for (int i = 0; i < 3; i++) {
            assertNull(once(key, true).orElse(null));
        }
        assertEquals("INV-000001", once(key, false).orElseThrow());
    }

    @Introspected
    record Wish(LocalDate date) {
    }

    @Introspected
    record Drawn(@Nullable String number) {
    }

    /** The draw as part of a request: in a dry run all of it is rolled back. */
    private Optional<String> once(UUID key, boolean dryRun) {
        Call call = new Call(caller, "draw", "POST /draws", key.toString(), null, dryRun, 200, "0".repeat(31) + "1");
        HttpRequest<?> request = HttpRequest.POST("/draws", "");
        call.on(request);
        return ServerRequestContext.with(request, (Supplier<Optional<String>>) () -> {
            List<String> drawn = new ArrayList<>();
            work.once(new Wish(DATE), (Tx tx) -> {
                drawn.add(NumberRange.SALES_INVOICE.draw(tx, DATE));
                return new Drawn(drawn.getLast());
            });
            return Optional.ofNullable(drawn.getLast());
        });
    }

    @Test
    void datesDoNotGoBackwards() {
        assertEquals("INV-000001", draw(DATE));
        Refusal refusal = assertThrows(Refusal.class, () -> draw(DATE.minusDays(1)));
        assertEquals("date_order", refusal.code().code());
        assertEquals(409, refusal.code().status());
        assertEquals(DATE.toString(), refusal.args()[0]);
        assertEquals("INV-000002", draw(DATE));
        assertEquals("INV-000003", draw(DATE.plusDays(1)));
        assertThrows(Refusal.class, () -> draw(DATE));
    }

    @Test
    void aRangeEndsWithItsLastNumber() {
        fixtures.in(caller, tx -> {
            tx.write("update platform.number_ranges set last = 2 where company_id = ? and id = ?",
                    tx.company(), NumberRange.SALES_INVOICE.id());
            return null;
        });
        draw(DATE);
        assertEquals("INV-000002", draw(DATE));
        for (int i = 0; i < 2; i++) {
            Refusal refusal = assertThrows(Refusal.class, () -> draw(DATE));
            assertEquals("number_range_exhausted", refusal.code().code());
            assertEquals(422, refusal.code().status());
        }
    }

    @Test
    void aRangeThatIsMissingIsNamed() {
        assertEquals("number_range_missing", assertThrows(Refusal.class, () -> fixtures.in(caller,
                tx -> tx.list(String.class, "select platform.draw_number('nothing', ?)", DATE))).code().code());
    }

    @Test
    void aNumberWiderThanItsRangeKeepsAllDigits() {
        fixtures.in(caller, tx -> {
            tx.write("update platform.number_ranges set next = 999999 where company_id = ? and id = ?",
                    tx.company(), NumberRange.SALES_INVOICE.id());
            return null;
        });
        assertEquals("INV-999999", draw(DATE));
        assertEquals("INV-1000000", draw(DATE));
    }

    @Test
    void companiesAndRangesDoNotShareNumbers() {
        Caller other = fixtures.company();
        assertEquals("INV-000001", draw(DATE));
        assertEquals("INV-000001", fixtures.in(other, tx -> NumberRange.SALES_INVOICE.draw(tx, DATE)));
        assertEquals("10000", fixtures.in(caller, tx -> NumberRange.CUSTOMER.draw(tx, DATE)));
        assertEquals("70000", fixtures.in(caller, tx -> NumberRange.SUPPLIER.draw(tx, DATE)));
        assertEquals("SO-1", fixtures.in(caller, tx -> NumberRange.SALES_ORDER.drawLoose(tx, "SO-").get()));
        assertEquals("SO-1", fixtures.in(other, tx -> NumberRange.SALES_ORDER.drawLoose(tx, "SO-").get()));
    }

    @Test
    void looseDrawsAreDistinctAndDoNotWaitForEachOther() {
        String second = fixtures.in(caller, tx -> {
            String first = NumberRange.DELIVERY.drawLoose(tx, "").get();
            // Another transaction draws while this one is open.
            String other = fixtures.in(caller, inner -> NumberRange.DELIVERY.drawLoose(inner, "").get());
            assertEquals("1", first);
            return other;
        });
        assertEquals("2", second);
    }

    private String draw(LocalDate date) {
        return fixtures.in(caller, tx -> NumberRange.SALES_INVOICE.draw(tx, date));
    }

    private List<String> drawAtOnce(int count, IntPredicate abandoned) throws Exception {
        List<Future<Optional<String>>> draws = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                boolean abandon = abandoned.test(i);
                draws.add(threads.submit(() -> {
                    try {
                        return Optional.of(fixtures.in(caller, tx -> {
                            String number = NumberRange.SALES_INVOICE.draw(tx, DATE);
                            if (abandon) {
                                throw new Abandoned();
                            }
                            return number;
                        }));
                    } catch (Abandoned e) {
                        return Optional.empty();
                    }
                }));
            }
        }
        List<String> numbers = new ArrayList<>();
        for (Future<Optional<String>> draw : draws) {
            draw.get().ifPresent(numbers::add);
        }
        return numbers.stream().sorted().toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(n -> "INV-%06d".formatted(n)).toList();
    }
}
