package erp.platform.auditnumberranges;

import erp.audit.Auditor;
import erp.numbering.NumberRangeInvariants;
import erp.tasks.Outside;
import erp.tasks.Run;
import erp.tasks.Task;
import erp.work.Work;
import jakarta.inject.Singleton;

/**
 * Each night the numbers of invoices, credit notes and partners are compared with the ranges they were drawn from: gaps, numbers that are
 * there twice, have another form or are ahead of their range, and dates that do not follow the numbers (§ 14 Abs. 4 Nr. 4 UStG, GoBD).
 * Each becomes an audit finding.
 *
 * <p>Repeating is safe: it only reads, and adds findings.
 *
 * <p>Refused: {@code audit_findings}, with the first of them.
 */
@Singleton
class AuditNumberRanges implements Outside<AuditNumberRanges.Args> {

    private final Auditor auditor;

    AuditNumberRanges(Auditor auditor) {
        this.auditor = auditor;
    }

    @Override
    public Work.Handler<Auditor.Result> run(Run run, Args args) {
        return auditor.audit(run, "audit-number-ranges", _ -> NumberRangeInvariants.all());
    }

    /** All ranges of the company: there is nothing to choose. */
    @Task(name = "audit-number-ranges", unique = true, cron = "0 4 * * *", timeLimitSeconds = 600)
    record Args() {
    }
}
