package erp.receivables.rundunning;

import erp.company.Company;
import erp.receivables.Parties;
import erp.work.JsonText;
import erp.work.Tx;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** The rows of a run: what is overdue, and what was written about it. */
@Singleton
class Letters {

    /** What a customer is owed. */
    record Credit(UUID partnerId, BigDecimal amount) {
    }

    private final JsonText json;

    Letters(JsonText json) {
        this.json = json;
    }

    /** Invoices of customers that are overdue and that nobody has blocked. */
    static Tx.Later<List<Claim>> claims(Tx tx, List<UUID> partners, LocalDate today) {
        return tx.later(Claim.class, """
                select o.id as item_id, o.partner_id, i.id as invoice_id, i.number, i.invoice_date, o.due_date, o.amount, o.open,
                       coalesce(d.level, 0) as level, d.pay_by, d.reminded_on
                  from receivables.open_items o
                  join receivables.invoices i on i.company_id = o.company_id and i.id = o.source_id
                  left join lateral (select max(x.level) as level, max(l.pay_by) as pay_by, min(l.letter_date) as reminded_on
                                       from receivables.dunning_items x
                                       join receivables.dunning_letters l on l.company_id = x.company_id and l.id = x.letter_id
                                      where x.company_id = o.company_id and x.item_id = o.id) d on true
                 where o.company_id = ? and o.partner_id = any(?::uuid[]) and o.open > 0 and o.due_date < ?
                   and coalesce((select b.until from receivables.dunning_blocks b
                                  where b.company_id = o.company_id and b.partner_id = o.partner_id order by b.id desc limit 1) < ?, true)
                   and coalesce((select b.until from receivables.dunning_blocks b
                                  where b.company_id = o.company_id and b.invoice_id = i.id order by b.id desc limit 1) < ?, true)""",
                tx.company(), partners, today, today, today);
    }

    /** What customers are owed: payments and credit notes that settle nothing yet. */
    static Tx.Later<List<Credit>> credits(Tx tx, List<UUID> partners) {
        return tx.later(Credit.class, """
                select partner_id, -sum(open) as amount from receivables.open_items
                 where company_id = ? and partner_id = any(?::uuid[]) and open < 0 group by 1""", tx.company(), partners);
    }

    /** Queues the letters and their items. */
    void write(Tx tx, Company company, List<Letter> letters) {
        tx.write("""
                insert into receivables.dunning_letters (company_id, id, partner_id, letter_date, level, text, pay_by, currency, open,
                                                         interest, interest_until, compensation, fee, total, snapshot)
                select ?, l.* from unnest(?::uuid[], ?::uuid[], ?::date[], ?::smallint[], ?::text[], ?::date[], ?::text[], ?::numeric[],
                                          ?::numeric[], ?::date[], ?::numeric[], ?::numeric[], ?::numeric[], ?::jsonb[]) l""",
                tx.company(), letters.stream().map(Letter::id).toList(), letters.stream().map(letter -> letter.customer().id()).toList(),
                letters.stream().map(Letter::date).toList(), letters.stream().map(letter -> letter.level().level()).toList(),
                letters.stream().map(letter -> letter.level().text()).toList(), letters.stream().map(Letter::payBy).toList(),
                letters.stream().map(letter -> letter.currency().getCurrencyCode()).toList(),
                letters.stream().map(letter -> letter.open().amount()).toList(),
                letters.stream().map(letter -> letter.interest().amount()).toList(), letters.stream().map(Letter::interestUntil).toList(),
                letters.stream().map(letter -> letter.compensation().amount()).toList(),
                letters.stream().map(letter -> letter.fee().amount()).toList(),
                letters.stream().map(letter -> letter.total().amount()).toList(),
                letters.stream().map(letter -> json.of(Parties.of(company, letter.customer()))).toList());
        List<Row> rows = letters.stream().flatMap(letter -> letter.items().stream().map(item -> new Row(letter.id(), item, item.claim())))
                .toList();
        tx.write("""
                insert into receivables.dunning_items (company_id, letter_id, n, item_id, invoice_id, number, invoice_date, due_date, level,
                                                       days, amount, open, interest, compensation)
                select ?, letter_id, row_number() over (partition by letter_id order by n), item_id, invoice_id, number, invoice_date,
                       due_date, level, days, amount, open, interest, compensation
                  from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::date[], ?::date[], ?::smallint[], ?::integer[], ?::numeric[],
                              ?::numeric[], ?::numeric[], ?::numeric[])
                       with ordinality i (letter_id, item_id, invoice_id, number, invoice_date, due_date, level, days, amount, open,
                                          interest, compensation, n)""",
                tx.company(), rows.stream().map(Row::letter).toList(), rows.stream().map(row -> row.claim.itemId()).toList(),
                rows.stream().map(row -> row.claim.invoiceId()).toList(), rows.stream().map(row -> row.claim.number()).toList(),
                rows.stream().map(row -> row.claim.invoiceDate()).toList(), rows.stream().map(row -> row.claim.dueDate()).toList(),
                rows.stream().map(row -> row.item.level().level()).toList(), rows.stream().map(row -> row.item.days()).toList(),
                rows.stream().map(row -> row.claim.amount()).toList(), rows.stream().map(row -> row.item.open().amount()).toList(),
                rows.stream().map(row -> row.item.interest().amount()).toList(),
                rows.stream().map(row -> row.item.compensation().amount()).toList());
    }

    private record Row(UUID letter, Letter.Item item, Claim claim) {
    }
}
