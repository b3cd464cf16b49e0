package erp.receivables.rundunning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.money.BaseRates;
import erp.receivables.Parties;
import erp.work.Ids;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What a letter claims: pure, and on a day of its own. */
class LetterTest {

    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Levels LEVELS = new Levels(List.of(new Levels.Level(1, 7, new BigDecimal("0.00"), false, "reminder", 7),
            new Levels.Level(2, 21, new BigDecimal("2.50"), true, "demand", 7),
            new Levels.Level(3, 35, new BigDecimal("5.00"), true, "final_demand", 7)));
    private static final Parties.Customer BUSINESS = customer("DE136695976");
    private static final Parties.Customer CONSUMER = customer(null);
    private static final LocalDate DUE = LocalDate.parse("2025-01-31");

    @Test
    void aBusinessOwesNinePointsAboveTheBaseRateAndFortyEuro() {
        // 150 days at 2.27 + 9 and 46 days at 1.27 + 9, over 365, rounded once: the golden number of § 288 (2) BGB.
        Letter letter = letter(BUSINESS, "2025-08-15", "0", claim("1190.00", DUE, 1, "2025-02-14", "2025-02-07")).orElseThrow();
        assertEquals("1190.00 + 70.52 + 40.00 + 0.00 = 1300.52", sum(letter));
        assertEquals(2, letter.level().level());
        assertEquals(196, letter.items().getFirst().days());
        assertEquals(LocalDate.parse("2025-08-22"), letter.payBy());
    }

    @Test
    void aConsumerOwesFivePointsFromTheFirstLetterOnAndTheFee() {
        // 1190 × (143 × 7.27 + 46 × 6.27) % / 365, from 8 February on.
        Letter letter = letter(CONSUMER, "2025-08-15", "0", claim("1190.00", DUE, 1, "2025-02-14", "2025-02-07")).orElseThrow();
        assertEquals("1190.00 + 43.30 + 0.00 + 2.50 = 1235.80", sum(letter));
        Letter first = letter(CONSUMER, "2025-08-15", "0", claim("1190.00", DUE, 0, null, null)).orElseThrow();
        assertEquals("1190.00 + 0.00 + 0.00 + 0.00 = 1190.00", sum(first));
    }

    @Test
    void theFirstLetterOnlyReminds() {
        Letter letter = letter(BUSINESS, "2025-08-15", "0", claim("1190.00", DUE, 0, null, null)).orElseThrow();
        assertEquals("1190.00 + 0.00 + 0.00 + 0.00 = 1190.00", sum(letter));
        assertEquals("reminder", letter.level().text());
    }

    @Test
    void fortyEuroAreOwedOnceAClaimWhateverItsNumberOfLetters() {
        Claim second = claim("100.00", DUE, 1, "2025-03-01", "2025-02-20");
        Claim third = claim("200.00", DUE, 2, "2025-03-01", "2025-02-20");
        Letter letter = letter(BUSINESS, "2025-03-31", "0", second, third).orElseThrow();
        assertEquals("80.00", letter.compensation().amount().toPlainString());
        assertEquals(3, letter.level().level());
        assertEquals(List.of(2, 3), letter.items().stream().map(item -> item.level().level()).toList());
    }

    @Test
    void nothingIsClaimedForAHalfYearWhoseRateIsNotAnnounced() {
        LocalDate end = BaseRates.announcedUntil();
        Letter letter = letter(BUSINESS, end.plusDays(90).toString(), "0", claim("1190.00", end.minusDays(30), 1, end.toString(), null))
                .orElseThrow();
        assertEquals(end, letter.interestUntil());
        Letter onTheDay = letter(BUSINESS, end.toString(), "0", claim("1190.00", end.minusDays(30), 1, end.minusDays(1).toString(), null))
                .orElseThrow();
        assertEquals(onTheDay.interest(), letter.interest());
    }

    @Test
    void aStepIsTakenOnItsDayAndWhenTheTimeOfTheLastLetterIsOver() {
        assertTrue(letter(BUSINESS, "2025-02-06", "0", claim("1.00", DUE, 0, null, null)).isEmpty());
        assertTrue(letter(BUSINESS, "2025-02-07", "0", claim("1.00", DUE, 0, null, null)).isPresent());
        assertTrue(letter(BUSINESS, "2025-02-20", "0", claim("1.00", DUE, 1, "2025-02-14", "2025-02-07")).isEmpty());
        assertTrue(letter(BUSINESS, "2025-02-21", "0", claim("1.00", DUE, 1, "2025-02-14", "2025-02-07")).isPresent());
        assertTrue(letter(BUSINESS, "2025-02-28", "0", claim("1.00", DUE, 1, "2025-02-28", "2025-02-21")).isEmpty());
        assertTrue(letter(BUSINESS, "2026-02-28", "0", claim("1.00", DUE, 3, "2025-03-20", "2025-02-07")).isEmpty());
    }

    @Test
    void whatTheCustomerIsOwedSettlesTheOldestClaimsFirst() {
        Claim older = claim("100.00", DUE.minusDays(5), 0, null, null);
        Claim newer = claim("50.00", DUE, 0, null, null);
        Letter letter = letter(BUSINESS, "2025-02-28", "120.00", newer, older).orElseThrow();
        assertEquals(List.of(newer.itemId()), letter.items().stream().map(item -> item.claim().itemId()).toList());
        assertEquals("30.00 + 0.00 + 0.00 + 0.00 = 30.00", sum(letter));
        assertTrue(letter(BUSINESS, "2025-02-28", "150.00", newer, older).isEmpty());
    }

    @Property
    void neverMoreIsClaimedThanIsOwed(@ForAll @Size(max = 8) List<@LongRange(min = 1, max = 9_999_999) Long> cents,
            @ForAll @LongRange(max = 20_000_000) long credit) {
        List<Claim> claims = IntStream.range(0, cents.size())
                .mapToObj(i -> claim(euro(cents.get(i)), DUE.plusDays(i % 3), 0, null, null)).toList();
        BigDecimal owed = claims.stream().map(Claim::open).reduce(BigDecimal.ZERO, BigDecimal::add).subtract(new BigDecimal(euro(credit)));
        Optional<Letter> letter = letter(BUSINESS, "2025-03-31", euro(credit), claims.toArray(Claim[]::new));
        assertEquals(0, owed.max(BigDecimal.ZERO).compareTo(letter.map(one -> one.open().amount()).orElse(BigDecimal.ZERO)));
        letter.ifPresent(one -> one.items().forEach(item ->
                assertTrue(item.open().sign() > 0 && item.open().amount().compareTo(item.claim().amount()) <= 0)));
    }

    @Property
    void dayByDayALevelOnlyRisesByOneAndNothingIsClaimedTwice(@ForAll @IntRange(max = 60) int firstRun,
            @ForAll @IntRange(min = 1, max = 30) int everyDays) {
        Claim claim = claim("1190.00", DUE, 0, null, null);
        List<Integer> levels = new ArrayList<>();
        for (LocalDate today = DUE.plusDays(firstRun); today.isBefore(DUE.plusDays(200)); today = today.plusDays(everyDays)) {
            Optional<Letter> letter = letter(BUSINESS, today.toString(), "0", claim);
            if (letter.isPresent()) {
                Letter one = letter.get();
                levels.add(one.level().level());
                assertTrue(one.compensation().amount().compareTo(new BigDecimal("40.00")) <= 0);
                assertTrue(claim.payBy() == null || claim.payBy().isBefore(today), "it still had time");
                claim = claim("1190.00", DUE, one.level().level(), one.payBy().toString(),
                        claim.remindedOn() == null ? today.toString() : claim.remindedOn().toString());
            }
        }
        assertEquals(List.of(1, 2, 3), levels);
    }

    private static String sum(Letter letter) {
        return "%s + %s + %s + %s = %s".formatted(letter.open().amount(), letter.interest().amount(), letter.compensation().amount(),
                letter.fee().amount(), letter.total().amount());
    }

    private static Optional<Letter> letter(Parties.Customer customer, String today, String credit, Claim... claims) {
        return Letter.of(customer, List.of(claims), new BigDecimal(credit), LEVELS, EUR, LocalDate.parse(today));
    }

    private static Claim claim(String open, LocalDate due, int level, @Nullable String payBy, @Nullable String remindedOn) {
        return new Claim(Ids.next(), Ids.next(), Ids.next(), "INV-1", due.minusDays(14), due, new BigDecimal(open), new BigDecimal(open),
                level, payBy == null ? null : LocalDate.parse(payBy), remindedOn == null ? null : LocalDate.parse(remindedOn));
    }

    private static Parties.Customer customer(@Nullable String vatId) {
        return new Parties.Customer(Ids.next(), 10000, "Kunde", "Allee 2", "20095", "Ort", "DE", vatId, null, null, "k@kunde.example",
                "de", 14, null, null);
    }

    private static String euro(long cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }
}
