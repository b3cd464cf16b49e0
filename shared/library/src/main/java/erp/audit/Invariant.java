package erp.audit;

import erp.work.Tx;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import java.util.List;

/**
 * What is true of a company's data after every commit, as one query for all rows that would break it. One query sees one state of the
 * database, also while others write.
 *
 * @param rule     its name in findings
 * @param sentence what is true
 * @param breaches SQL for what breaks it: {@code subject}, {@code stored} and {@code computed}, all texts; {@code :company} is the company
 */
public record Invariant(String rule, String sentence, String breaches) {

    /**
     * What breaks it.
     *
     * @param subject  which row it is about, or which document
     * @param stored   what stands there
     * @param computed what should stand there
     */
    @Introspected
    public record Breach(String subject, @Nullable String stored, @Nullable String computed) {
    }

    /** What breaks it for the transaction's company. */
    public List<Breach> breaches(Tx tx, int atMost) {
        // The number stands in the text, so that the query is planned for this company's share of the rows.
        return tx.list(Breach.class, "select subject, stored, computed from ("
                + breaches.replace(":company", Integer.toString(tx.company())) + ") found order by subject limit ?", atMost);
    }

    /** What breaks any of some, as sentences with the rows at fault; empty when all is well. */
    public static List<String> broken(Tx tx, List<Invariant> invariants) {
        return invariants.stream().flatMap(invariant -> invariant.breaches(tx, Integer.MAX_VALUE).stream()
                .map(breach -> invariant.sentence + ": " + breach.subject + ": " + breach.stored + " / " + breach.computed)).toList();
    }
}
