package erp.audit;

import erp.platform.PlatformCode;
import erp.tasks.Run;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Looks for what breaks a company's invariants, and tells it; it repairs nothing. Each invariant is looked at in a read-only transaction
 * of its own, which sees one state of the database and hinders nobody.
 */
@Singleton
public final class Auditor {

    /** Of one rule; more of the same would tell nothing new, and fill the table. */
    private static final int MOST = 1_000;

    private final Work work;

    Auditor(Work work) {
        this.work = work;
    }

    /** What came of an audit that found nothing. */
    @Introspected
    public record Result(int rules, int findings) {
    }

    private record Finding(String rule, String subject, @Nullable String stored, @Nullable String computed) {
    }

    /**
     * An audit as a task's work outside of transactions.
     *
     * @param audit      the task's name, by which its findings are found again
     * @param invariants what to look at, in a company's transaction
     * @return what to end the task with when all is well
     * @throws Refusal {@code audit_findings} when something is not; all of it stands in the findings
     */
    public Work.Handler<Result> audit(Run run, String audit, Work.Handler<List<Invariant>> invariants) {
        int company = run.call().caller().company();
        List<Invariant> rules = work.lookup(company, invariants);
        List<Finding> findings = new ArrayList<>();
        for (Invariant rule : rules) {
            run.checkpoint();
            findings.addAll(findings(rule, work.lookup(company, tx -> rule.breaches(tx, MOST + 1))));
        }
        if (findings.isEmpty()) {
            return _ -> new Result(rules.size(), 0);
        }
        run.work(tx -> {
            write(tx, run, audit, findings);
            return null;
        });
        Finding first = findings.getFirst();
        throw new Refusal(PlatformCode.AUDIT_FINDINGS, findings.size(), first.rule, first.subject,
                Objects.requireNonNullElse(first.stored, "–"), Objects.requireNonNullElse(first.computed, "–"));
    }

    private static List<Finding> findings(Invariant rule, List<Invariant.Breach> breaches) {
        Stream<Finding> found = breaches.stream().limit(MOST)
                .map(breach -> new Finding(rule.rule(), breach.subject(), breach.stored(), breach.computed()));
        Stream<Finding> more = breaches.size() > MOST ? Stream.of(new Finding(rule.rule(), "and more", null, null)) : Stream.of();
        return Stream.concat(found, more).toList();
    }

    private static void write(Tx tx, Run run, String audit, List<Finding> findings) {
        tx.write("""
                insert into platform.audit_findings (company_id, id, audit, task_id, rule, subject, stored, computed)
                select ?, f.id, ?, ?, f.rule, f.subject, f.stored, f.computed
                  from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[]) f (id, rule, subject, stored, computed)""",
                tx.company(), audit, run.id(), findings.stream().map(_ -> Ids.next()).toList(),
                findings.stream().map(Finding::rule).toList(), findings.stream().map(Finding::subject).toList(),
                findings.stream().map(Finding::stored).toList(), findings.stream().map(Finding::computed).toList());
    }
}
