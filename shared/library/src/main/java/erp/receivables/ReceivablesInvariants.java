package erp.receivables;

import erp.audit.Invariant;
import erp.company.Company;
import erp.ledger.AccountRole;
import java.util.List;

/** What is always true of a company's open items: they are what their allocations have left, and what the receivables account says. */
public final class ReceivablesInvariants {

    private ReceivablesInvariants() {
    }

    /** All of them, for a company. */
    public static List<Invariant> of(Company company) {
        return List.of(
                new Invariant("open_item", "an open item is its amount less its allocations", """
                        select i.source_type || ' ' || i.source_id as subject, i.open::text as stored,
                               (i.amount - coalesce(t.taken, 0))::text as computed
                          from receivables.open_items i
                          left join (select k.item, sum(k.taken) as taken
                                       from receivables.allocations a
                                      cross join lateral (values (a.debit_item, a.amount + a.discount), (a.credit_item, -a.amount))
                                            k (item, taken)
                                      where a.company_id = :company group by 1) t on t.item = i.id
                         where i.company_id = :company and i.open <> i.amount - coalesce(t.taken, 0)"""),
                new Invariant("partner_balance", "a partner's open items are the balance of the receivables account", """
                        select 'partner ' || partner_id as subject, coalesce(i.open, 0)::text as stored,
                               coalesce(l.balance, 0)::text as computed
                          from (select partner_id, sum(open) as open from receivables.open_items
                                 where company_id = :company group by 1) i
                          full join (select partner_id, sum(debit - credit) as balance from ledger.lines
                                      where company_id = :company and account = '%s' and partner_id is not null group by 1) l
                               using (partner_id)
                         where coalesce(i.open, 0) <> coalesce(l.balance, 0)""".formatted(company.account(AccountRole.RECEIVABLES))),
                new Invariant("invoice_state", "an invoice is paid when nothing of it is open", """
                        select v.number as subject, v.state as stored, v.settled as computed
                          from (select d.number, d.state, case when i.open = 0 then 'paid' when i.open = i.amount then 'posted'
                                       else 'partly_paid' end as settled
                                  from receivables.invoices d
                                  join receivables.open_items i on i.company_id = :company and i.source_id = d.id
                                 where d.company_id = :company and d.type <> '384' and d.state <> 'cancelled') v
                         where v.state <> v.settled"""));
    }
}
