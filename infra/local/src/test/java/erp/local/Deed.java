package erp.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What clerks do, and how it is found again: as one row of text for each time it was acknowledged, the same from the answer and from
 * the database. A request's key is its trace id too, which the database keeps with most documents as {@code correlation_id}.
 */
enum Deed {

    /** Partners and products, which the replayed answers speak for. */
    ENTER_MASTER_DATA(""),
    PLACE_ORDER("""
            select concat_ws(' ', o.correlation_id, o.id, o.number, trim_scale(coalesce((r.content ->> 'net')::numeric, o.net)),
                       trim_scale(coalesce((r.content ->> 'tax')::numeric, o.tax)),
                       trim_scale(coalesce((r.content ->> 'gross')::numeric, o.gross)),
                       coalesce(jsonb_array_length(r.content -> 'lines'),
                           (select count(*) from sales.order_lines l where l.company_id = o.company_id and l.order_id = o.id)))
              from sales.orders o
              left join sales.order_revisions r on r.company_id = o.company_id and r.order_id = o.id and r.revision = 1""",
            "key", "/id", "/number", "/net", "/tax", "/gross", "/lines"),
    CONFIRM_ORDER("""
            select concat_ws(' ', id, number) from sales.orders where customer_reference = 'confirmed later' and state <> 'draft'""",
            "/id", "/number"),
    AMEND_ORDER("""
            select concat_ws(' ', o.id, o.number) from sales.order_revisions r
              join sales.orders o on o.company_id = r.company_id and o.id = r.order_id""", "/id", "/number"),
    CANCEL_ORDER("select concat_ws(' ', id, number, version) from sales.orders where state = 'cancelled'",
            "/id", "/number", "/version"),
    CREATE_DELIVERY("""
            select concat_ws(' ', correlation_id, id, number,
                       (select count(*) from sales.delivery_lines l where l.company_id = d.company_id and l.delivery_id = d.id))
              from sales.deliveries d""", "key", "/id", "/number", "/lines"),
    CANCEL_DELIVERY("select concat_ws(' ', id, number, version) from sales.deliveries where state = 'cancelled'",
            "/id", "/number", "/version"),
    SHIP_DELIVERY("""
            select concat_ws(' ', e.correlation_id, d.id, d.number)
              from sales.deliveries d left join ledger.entries e on e.company_id = d.company_id and e.source_id = d.id
             where d.state = 'shipped'""", "key", "/id", "/number"),
    CREATE_INVOICE("""
            select concat_ws(' ', correlation_id, id, trim_scale(net), trim_scale(tax), trim_scale(gross),
                       (select count(*) from receivables.invoice_lines l where l.company_id = v.company_id and l.invoice_id = v.id))
              from receivables.invoices v where v.type = '380'""", "key", "/id", "/net", "/tax", "/gross", "/lines"),
    POST_INVOICE("""
            select concat_ws(' ', e.correlation_id, v.id, v.number, trim_scale(v.gross), e.id, i.id)
              from receivables.invoices v
              left join ledger.entries e on e.company_id = v.company_id and e.source_id = v.id
              left join receivables.open_items i on i.company_id = v.company_id and i.source_id = v.id
             where v.type = '380' and v.state <> 'draft'""", "key", "/id", "/number", "/gross", "/entryId", "/openItemId"),
    CANCEL_INVOICE("""
            select concat_ws(' ', v.correlation_id, v.id, v.number, v.cancels_id, trim_scale(v.gross), e.id)
              from receivables.invoices v
              left join ledger.entries e on e.company_id = v.company_id and e.source_id = v.id and e.correlation_id = v.correlation_id
              join receivables.invoices c on c.company_id = v.company_id and c.id = v.cancels_id and c.state = 'cancelled'
             where v.type = '384'""", "key", "/id", "/number", "/cancelsId", "/gross", "/entryId"),
    CREATE_CREDIT_NOTE("""
            select concat_ws(' ', v.correlation_id, v.id, v.number, v.corrects_id, trim_scale(v.gross), e.id,
                       (select count(*) from receivables.invoice_lines l where l.company_id = v.company_id and l.invoice_id = v.id))
              from receivables.invoices v
              left join ledger.entries e on e.company_id = v.company_id and e.source_id = v.id and e.correlation_id = v.correlation_id
             where v.type = '381'""", "key", "/id", "/number", "/correctsId", "/gross", "/entryId", "/lines"),
    RECORD_PAYMENT("""
            select concat_ws(' ', p.correlation_id, p.id, trim_scale(p.amount), e.id, i.id,
                       (select count(*) from receivables.allocations a where a.company_id = p.company_id and a.credit_item = i.id
                           and a.correlation_id = p.correlation_id))
              from receivables.payments p
              left join ledger.entries e on e.company_id = p.company_id and e.source_id = p.id
              left join receivables.open_items i on i.company_id = p.company_id and i.source_id = p.id
             where p.cancels_id is null""",
            "key", "/id", "/amount", "/entryId", "/openItemId", "/allocations"),
    CANCEL_PAYMENT("""
            select concat_ws(' ', p.correlation_id, p.id, p.cancels_id, trim_scale(p.amount), e.id, i.id,
                       (select count(*) from receivables.allocations a where a.company_id = p.company_id and a.undoes_id is not null
                           and a.correlation_id = p.correlation_id))
              from receivables.payments p
              left join ledger.entries e on e.company_id = p.company_id and e.source_id = p.id
              left join receivables.open_items i on i.company_id = p.company_id and i.source_id = p.id
             where p.cancels_id is not null""", "key", "/id", "/cancelsId", "/amount", "/entryId", "/openItemId", "/undone"),
    ALLOCATE_PAYMENT("""
            select concat_ws(' ', a.correlation_id, a.id, a.debit_item, a.credit_item, trim_scale(a.amount), trim_scale(a.discount), e.id)
              from receivables.allocations a left join ledger.entries e on e.company_id = a.company_id and e.source_id = a.id
             where a.undoes_id is null
               and not exists (select from receivables.payments p where p.company_id = a.company_id and p.correlation_id = a.correlation_id)
               and not exists (select from receivables.invoices v
                    where v.company_id = a.company_id and v.correlation_id = a.correlation_id)""",
            "key", "/id", "/debitItemId", "/creditItemId", "/amount", "/discount", "/entryId"),
    UNDO_ALLOCATION("""
            select concat_ws(' ', a.correlation_id, a.id, a.undoes_id, trim_scale(a.amount), trim_scale(a.discount), e.id)
              from receivables.allocations a left join ledger.entries e on e.company_id = a.company_id and e.source_id = a.id
             where a.undoes_id is not null
               and not exists (select from receivables.payments p where p.company_id = a.company_id and p.correlation_id = a.correlation_id)
            """, "key", "/id", "/undoesId", "/amount", "/discount", "/entryId"),
    ADJUST_STOCK("""
            select concat_ws(' ', e.correlation_id, a.id, e.id,
                       (select count(*) from inventory.moves m where m.company_id = a.company_id and m.source_id = a.id))
              from inventory.adjustments a
              left join ledger.entries e on e.company_id = a.company_id and e.source_id = a.id""", "key", "/id", "/entryId", "/lines"),
    TRANSFER_STOCK("""
            select concat_ws(' ', m.correlation_id, t.id, count(*))
              from inventory.transfers t left join inventory.moves m on m.company_id = t.company_id and m.source_id = t.id
             group by m.correlation_id, t.id""", "key", "/id", "/lines"),
    RESERVE_STOCK("""
            select concat_ws(' ', id, trim_scale(quantity)) from inventory.reservations where source_type = 'stock_reservation'""",
            "/reservations/0/id", "/reservations/0/quantity"),
    RELEASE_STOCK("""
            select concat_ws(' ', id, version) from inventory.reservations
             where source_type = 'stock_reservation' and state = 'released'""",
            "/id", "/version"),
    SET_PRICES("""
            select concat_ws(' ', l.id, l.version, (select count(*) from products.prices p
                       where p.company_id = l.company_id and p.price_list = l.id))
              from products.price_lists l where l.id <> 'standard'""", "/id", "/version", "/prices"),
    START_IMPORT("""
            select concat_ws(' ', i.id, i.rows, (select count(*) from partners.partners p where p.company_id = i.company_id
                       and p.external_id in (select r ->> 'externalId' from jsonb_array_elements(i.report) r)))
              from platform.imports i""", "/id", "/rows", "/created"),
    POST_ENTRY("""
            select concat_ws(' ', correlation_id, id, business_date, text, (select trim_scale(sum(l.debit)) from ledger.lines l
                       where l.company_id = e.company_id and l.entry_id = e.id))
              from ledger.entries e where source_type = 'manual' and reverses_id is null""", "key", "/id", "/date", "/text", "/amount"),
    REVERSE_ENTRY("""
            select concat_ws(' ', correlation_id, id, reverses_id) from ledger.entries
             where source_type = 'manual' and reverses_id is not null""",
            "key", "/id", "/reversesId"),
    /** A month that is closed or reopened gets another version each time. */
    CLOSE_PERIOD("select concat_ws(' ', id, v) from ledger.periods, generate_series(2, version, 2) v", "/id", "/version"),
    REOPEN_PERIOD("select concat_ws(' ', id, v) from ledger.periods, generate_series(3, version, 2) v", "/id", "/version");

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    private final String sql;
    private final String[] fields;

    Deed(String sql, String... fields) {
        this.sql = sql;
        this.fields = fields;
    }

    /** A query for what has been done; empty where no document tells. */
    String sql() {
        return sql;
    }

    /** Whether it writes an entry of the journal, always one. */
    boolean posts() {
        return switch (this) {
            case SHIP_DELIVERY, POST_INVOICE, CANCEL_INVOICE, CREATE_CREDIT_NOTE, RECORD_PAYMENT, CANCEL_PAYMENT, ALLOCATE_PAYMENT,
                    UNDO_ALLOCATION, ADJUST_STOCK, POST_ENTRY, REVERSE_ENTRY -> true;
            default -> false;
        };
    }

    /** Whether it moves goods. */
    boolean moves() {
        return this == SHIP_DELIVERY || this == ADJUST_STOCK || this == TRANSFER_STOCK;
    }

    /** What was acknowledged, as its query tells it. */
    String text(UUID key, JsonNode answer) {
        return Arrays.stream(fields).map(field -> field.equals("key") ? key.toString() : text(answer.at(field)))
                .collect(Collectors.joining(" "));
    }

    private static String text(JsonNode value) {
        String text = value.isArray() ? Integer.toString(value.size()) : value.asText();
        return NUMBER.matcher(text).matches() ? new BigDecimal(text).stripTrailingZeros().toPlainString() : text;
    }
}
