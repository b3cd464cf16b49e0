package erp.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import erp.audit.Invariant;
import erp.ledger.LedgerInvariants;
import erp.ledger.Verification;
import erp.sales.SalesInvariants;
import erp.security.Caller;
import erp.testing.ReceivablesFixtures;
import erp.testing.StockInvariants;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Looks at the database past the ERP's process: what must hold at any moment, and whether it is what was acknowledged. */
final class Audit implements AutoCloseable {

    /** What is always true of one company's documents, besides what the ERP audits itself. */
    private static final Map<String, String> BREACHES = Map.ofEntries(
            Map.entry("an entry has lines", """
                    select id::text from ledger.entries e
                     where not exists (select from ledger.lines l where l.company_id = e.company_id and l.entry_id = e.id)"""),
            Map.entry("a document has one entry", """
                    select source_id::text from ledger.entries where source_type <> 'manual' group by source_id having count(*) <> 1"""),
            Map.entry("an entry is a document's", """
                    select e.source_id::text from ledger.entries e where e.source_type <> 'manual' and not exists (
                        select from sales.deliveries d where d.company_id = e.company_id and d.id = e.source_id and d.state = 'shipped'
                         union all
                        select from receivables.invoices v where v.company_id = e.company_id and v.id = e.source_id and v.number is not null
                         union all
                        select from receivables.payments p where p.company_id = e.company_id and p.id = e.source_id
                         union all
                        select from receivables.allocations a where a.company_id = e.company_id and a.entry_id = e.id and a.id = e.source_id
                         union all
                        select from inventory.adjustments a where a.company_id = e.company_id and a.id = e.source_id)"""),
            Map.entry("what has left or is posted has its entry", """
                    select d.number from sales.deliveries d left join ledger.entries e on e.company_id = d.company_id and e.source_id = d.id
                     where (d.state = 'shipped') <> (e.id is not null) or d.entry_id is distinct from e.id
                     union all
                    select v.id::text from receivables.invoices v
                      left join ledger.entries e on e.company_id = v.company_id and e.source_id = v.id
                     where (v.number is null) <> (e.id is null) or v.entry_id is distinct from e.id"""),
            Map.entry("what is posted or paid has its open item", """
                    select v.number from receivables.invoices v
                      left join receivables.open_items i on i.company_id = v.company_id and i.source_id = v.id
                     where (v.number is null) <> (i.id is null)
                     union all
                    select p.id::text from receivables.payments p
                      left join receivables.open_items i on i.company_id = p.company_id and i.source_id = p.id where i.id is null"""),
            Map.entry("a delivery that has left has moved its lines, and no other has", """
                    select d.number || ' ' || l.n from sales.deliveries d
                      join sales.delivery_lines l on l.company_id = d.company_id and l.delivery_id = d.id
                     where coalesce((select sum(m.quantity) from inventory.moves m where m.company_id = d.company_id and m.source_id = d.id
                                        and m.source_line = l.n), 0) <> case d.state when 'shipped' then l.quantity else 0 end"""),
            Map.entry("an order, a delivery and an invoice have lines", """
                    select o.number from sales.orders o
                     where not exists (select from sales.order_lines l where l.company_id = o.company_id and l.order_id = o.id)
                     union all
                    select d.number from sales.deliveries d
                     where not exists (select from sales.delivery_lines l where l.company_id = d.company_id and l.delivery_id = d.id)
                     union all
                    select v.id::text from receivables.invoices v
                     where not exists (select from receivables.invoice_lines l
                                        where l.company_id = v.company_id and l.invoice_id = v.id)"""),
            Map.entry("what was imported is in a report, and what is in a report is there", """
                    select coalesce(p.external_id, r.external_id)
                      from (select company_id, external_id from partners.partners where external_id is not null) p
                      full join (select i.company_id, r ->> 'externalId' as external_id
                                   from platform.imports i, jsonb_array_elements(i.report) r) r using (company_id, external_id)
                     where p.external_id is null or r.external_id is null"""),
            Map.entry("a month is closed by every second change", """
                    select id || ' ' || state from ledger.periods
                     where state <> case version % 2 when 0 then 'soft_closed' else 'open' end"""),
            Map.entry("a price list has prices", """
                    select l.id from products.price_lists l where l.id <> 'standard' and not exists (
                        select from products.prices p where p.company_id = l.company_id and p.price_list = l.id)"""),
            Map.entry("an adjustment and a transfer have moves", """
                    select x.id::text from (select company_id, id from inventory.adjustments
                                             union all
                                            select company_id, id from inventory.transfers) x
                     where not exists (select from inventory.moves m where m.company_id = x.company_id and m.source_id = x.id)"""),
            Map.entry("a draft or a cancelled order reserves nothing, and an order no more than is left to deliver", """
                    select o.number from sales.orders o
                      join sales.order_lines l on l.company_id = o.company_id and l.order_id = o.id
                      join inventory.reservations r on r.company_id = l.company_id and r.source_id = l.order_id and r.source_line = l.n
                       and r.state = 'reserved'
                     group by o.company_id, o.id, l.n, l.quantity, l.delivered
                    having sum(r.quantity) > case when o.state in ('draft', 'cancelled') then 0 else l.quantity - l.delivered end"""),
            Map.entry("an order's state follows from its lines", """
                    select o.number || ' ' || o.state from sales.orders o
                      join (select company_id, order_id, bool_and(delivered = quantity) as delivered, bool_or(delivered > 0) as begun,
                                   bool_and(invoiced = quantity) as invoiced
                              from sales.order_lines group by 1, 2) l on l.company_id = o.company_id and l.order_id = o.id
                     where o.state <> case when not l.begun and o.state in ('draft', 'cancelled') then o.state
                                           when not l.begun then 'confirmed'
                                           when not l.delivered then 'partly_delivered'
                                           when not l.invoiced or exists (select from receivables.invoice_lines k
                                                  join receivables.invoices v on v.company_id = k.company_id and v.id = k.invoice_id
                                                   and v.number is null where k.company_id = o.company_id and k.order_id = o.id)
                                           then 'delivered' else 'closed' end"""));

    /** More than there are connections. */
    private static final int ATTEMPTS = 20;

    private record Stored(String key, int status, byte[] body) {
    }

    private final ApplicationContext context;
    private final Caller caller;
    private final Work work;

    /**
     * Opens the books of a company.
     *
     * @param settings which database it is in
     */
    Audit(Map<String, Object> settings, Caller caller) {
        this.context = ApplicationContext.builder().properties(settings).start();
        this.caller = caller;
        this.work = context.getBean(Work.class);
    }

    /** What is broken at this moment, also while work goes on: all is looked at in one state of the database. */
    List<String> broken() {
        return recovered(() -> {
            List<String> broken = work.lookup(caller.company(), Audit::broken);
            broken.addAll(context.getBean(ReceivablesFixtures.class).broken(caller));
            return broken;
        });
    }

    /** After a crash of PostgreSQL, the connections of the audit's own pools are lost too: it asks again, as any client. */
    private static <T> T recovered(Supplier<T> question) {
        for (int attempt = 1; ; attempt++) {
            try {
                return question.get();
            } catch (Refusal refusal) {
                if (refusal.code() != WorkCode.UNAVAILABLE || attempt == ATTEMPTS) {
                    throw refusal;
                }
            }
        }
    }

    private static List<String> broken(Tx tx) {
        List<String> broken = new ArrayList<>(StockInvariants.broken(tx));
        broken.addAll(Invariant.broken(tx, SalesInvariants.ALL));
        broken.addAll(Invariant.broken(tx, LedgerInvariants.ALL));
        BREACHES.forEach((sentence, sql) -> tx.list(String.class, sql).forEach(row -> broken.add(sentence + ": " + row)));
        Verification chain = Verification.of(tx);
        if (!chain.intact()) {
            broken.add("the chain of seals is broken: " + chain.firstBreak());
        }
        return broken;
    }

    /** How many entries are sealed. */
    long sealed() {
        return work.lookup(caller.company(), Verification::of).sealed();
    }

    /** Where the database and what was acknowledged differ: each operation is there once, with its content, and nothing else is. */
    List<String> differences(Collection<Promise> promises) {
        List<String> differences = new ArrayList<>();
        work.lookup(caller.company(), tx -> {
            for (Deed deed : Deed.values()) {
                if (!deed.sql().isEmpty()) {
                    compare(differences, deed.name(), promises.stream().filter(promise -> promise.deed() == deed).map(Audit::text).toList(),
                            tx.list(String.class, deed.sql()));
                }
            }
            compare(differences, "entries", promises.stream().filter(promise -> promise.deed().posts()).map(Audit::key).toList(),
                    tx.list(String.class, "select correlation_id::text from ledger.entries"));
            compare(differences, "moves", promises.stream().filter(promise -> promise.deed().moves()).map(Audit::key).toList(),
                    tx.list(String.class, "select distinct correlation_id::text from inventory.moves"));
            return differences;
        });
        // Only who writes may see the stored answers.
        return work.run(caller, tx -> {
            compare(differences, "stored answers", promises.stream().map(promise -> key(promise) + ' ' + promise.status() + ' '
                            + HexFormat.of().formatHex(promise.answer())).toList(),
                    tx.list(Stored.class, "select key, status::integer, body from platform.idempotency_keys").stream()
                            .map(stored -> stored.key + ' ' + stored.status + ' ' + HexFormat.of().formatHex(stored.body)).toList());
            return differences;
        });
    }

    private static void compare(List<String> differences, String what, List<String> acknowledged, List<String> there) {
        Map<String, Integer> times = new TreeMap<>();
        there.forEach(row -> times.merge(row, 1, Integer::sum));
        acknowledged.forEach(row -> times.merge(row, -1, Integer::sum));
        times.forEach((row, more) -> {
            if (more != 0) {
                differences.add(what + (more > 0 ? ": there, but not acknowledged: " : ": acknowledged, but not there: ") + row);
            }
        });
    }

    private static String key(Promise promise) {
        return promise.request().key().toString();
    }

    private static String text(Promise promise) {
        try {
            return promise.deed().text(promise.request().key(), new ObjectMapper().readTree(promise.answer()));
        } catch (IOException e) {
            throw new AssertionError(Arrays.toString(promise.answer()), e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
