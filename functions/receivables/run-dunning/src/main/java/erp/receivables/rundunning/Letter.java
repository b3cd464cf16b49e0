package erp.receivables.rundunning;

import erp.money.BaseRates;
import erp.money.DefaultInterest;
import erp.money.DefaultInterest.Debtor;
import erp.money.Money;
import erp.receivables.Parties;
import erp.work.Ids;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a customer is written: the claims that reach a new step, and what the delay costs until now, in all.
 *
 * <p>Who has a VAT-ID owes as a business: 9 percentage points above the base rate from the day after the due date, and once for each
 * claim 40 euro, which cover what the letters cost (§ 288 (2), (5) BGB). Anybody else owes as a consumer: 5 points, from the first
 * letter on, because the invoice says nothing of default (§ 286 (1), (3) BGB), and the fee.
 *
 * @param level         the highest of its items
 * @param interestUntil the last day interest is claimed for: of a half-year whose rate is not announced nothing is claimed yet
 */
record Letter(UUID id, Parties.Customer customer, Levels.Level level, LocalDate date, LocalDate interestUntil, Currency currency,
              List<Item> items) {

    /**
     * A claim in it.
     *
     * @param days how long it is overdue
     */
    record Item(Claim claim, Levels.Level level, int days, Money open, Money interest, Money compensation) {
    }

    /**
     * The letter to a customer, or none when there is nothing to say.
     *
     * @param claims of the customer, overdue
     * @param credit what the customer is owed; it settles the oldest claims first (§ 366 (2) BGB)
     */
    static Optional<Letter> of(Parties.Customer customer, List<Claim> claims, BigDecimal credit, Levels levels, Currency currency,
            LocalDate today) {
        LocalDate until = BaseRates.announcedUntil().isBefore(today) ? BaseRates.announcedUntil() : today;
        Debtor debtor = customer.vatId() == null ? Debtor.CONSUMER : Debtor.BUSINESS;
        List<Item> items = unsettled(claims, credit).stream().flatMap(claim -> levels
                .next(claim.level(), claim.dueDate(), claim.payBy(), today).stream()
                .map(level -> item(claim, level, debtor, currency, today, until))).toList();
        return items.stream().map(Item::level).max(Comparator.comparing(Levels.Level::level))
                .map(level -> new Letter(Ids.next(), customer, level, today, until, currency, items));
    }

    private static List<Claim> unsettled(List<Claim> claims, BigDecimal credit) {
        BigDecimal left = credit;
        List<Claim> unsettled = new ArrayList<>();
        for (Claim claim : claims.stream().sorted(Comparator.comparing(Claim::dueDate).thenComparing(Claim::number)).toList()) {
            BigDecimal settled = claim.open().min(left);
            left = left.subtract(settled);
            if (claim.open().compareTo(settled) > 0) {
                unsettled.add(claim.less(settled));
            }
        }
        return unsettled;
    }

    private static Item item(Claim claim, Levels.Level level, Debtor debtor, Currency currency, LocalDate today, LocalDate until) {
        Money open = Money.of(claim.open(), currency);
        Money nothing = Money.zero(currency);
        LocalDate since = debtor == Debtor.BUSINESS ? claim.dueDate() : claim.remindedOn() == null ? today : claim.remindedOn();
        boolean flat = level.interest() && debtor.lumpSum().currency().equals(currency);
        return new Item(claim, level, (int) ChronoUnit.DAYS.between(claim.dueDate(), today), open,
                level.interest() ? DefaultInterest.of(open, since, until, debtor) : nothing, flat ? debtor.lumpSum() : nothing);
    }

    LocalDate payBy() {
        return date.plusDays(level.paymentDays());
    }

    Money open() {
        return sum(Item::open);
    }

    Money interest() {
        return sum(Item::interest);
    }

    Money compensation() {
        return sum(Item::compensation);
    }

    /** What the letters cost, unless the compensation covers it. */
    Money fee() {
        return compensation().isZero() ? Money.of(level.fee(), currency) : Money.zero(currency);
    }

    Money total() {
        return open().plus(interest()).plus(compensation()).plus(fee());
    }

    private Money sum(Function<Item, Money> part) {
        return Money.sum(items.stream().map(part).toList(), currency);
    }
}
