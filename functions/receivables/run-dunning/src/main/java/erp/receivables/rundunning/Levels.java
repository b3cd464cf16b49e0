package erp.receivables.rundunning;

import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A company's steps from a reminder to the last demand, and which one a claim has reached.
 *
 * @param all in ascending order
 */
record Levels(List<Level> all) {

    /**
     * A step.
     *
     * @param days        how long a claim is overdue before
     * @param fee         what the letters up to this level cost in all
     * @param interest    whether interest and the flat compensation are claimed
     * @param text        which words the letter has
     * @param paymentDays how long the customer is given
     */
    record Level(int level, int days, BigDecimal fee, boolean interest, String text, int paymentDays) {
    }

    /**
     * The next step of a claim, one higher than the last; none before its day, or while the last letter gives time to pay.
     *
     * @param reached 0 when it has never been dunned
     * @param payBy   the day the last letter named
     */
    Optional<Level> next(int reached, LocalDate due, @Nullable LocalDate payBy, LocalDate today) {
        return all.stream().filter(level -> level.level > reached).findFirst()
                .filter(level -> !due.plusDays(level.days).isAfter(today) && (payBy == null || payBy.isBefore(today)));
    }
}
