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
            select concat_ws(' ', correlation_id, id, number, trim_scale(net), trim_scale(tax), trim_scale(gross),
                       (select count(*) from sales.order_lines l where l.company_id = o.company_id and l.order_id = o.id))
              from sales.orders o""", "key", "/id", "/number", "/net", "/tax", "/gross", "/lines"),
    CONFIRM_ORDER("""
            select concat_ws(' ', id, number) from sales.orders where customer_reference = 'confirmed later' and state <> 'draft'""",
            "/id", "/number"),
    CREATE_DELIVERY("""
            select concat_ws(' ', correlation_id, id, number,
                       (select count(*) from sales.delivery_lines l where l.company_id = d.company_id and l.delivery_id = d.id))
              from sales.deliveries d""", "key", "/id", "/number", "/lines"),
    SHIP_DELIVERY("""
            select concat_ws(' ', e.correlation_id, d.id, d.number)
              from sales.deliveries d left join ledger.entries e on e.company_id = d.company_id and e.source_id = d.id
             where d.state = 'shipped'""", "key", "/id", "/number"),
    CREATE_INVOICE("""
            select concat_ws(' ', correlation_id, id, trim_scale(net), trim_scale(tax), trim_scale(gross),
                       (select count(*) from receivables.invoice_lines l where l.company_id = v.company_id and l.invoice_id = v.id))
              from receivables.invoices v""", "key", "/id", "/net", "/tax", "/gross", "/lines"),
    POST_INVOICE("""
            select concat_ws(' ', e.correlation_id, v.id, v.number, trim_scale(v.gross), e.id, i.id)
              from receivables.invoices v
              left join ledger.entries e on e.company_id = v.company_id and e.source_id = v.id
              left join receivables.open_items i on i.company_id = v.company_id and i.source_id = v.id
             where v.state <> 'draft'""", "key", "/id", "/number", "/gross", "/entryId", "/openItemId"),
    RECORD_PAYMENT("""
            select concat_ws(' ', p.correlation_id, p.id, trim_scale(p.amount), e.id, i.id,
                       (select count(*) from receivables.allocations a where a.company_id = p.company_id and a.credit_item = i.id))
              from receivables.payments p
              left join ledger.entries e on e.company_id = p.company_id and e.source_id = p.id
              left join receivables.open_items i on i.company_id = p.company_id and i.source_id = p.id""",
            "key", "/id", "/amount", "/entryId", "/openItemId", "/allocations"),
    ADJUST_STOCK("""
            select concat_ws(' ', e.correlation_id, a.id, e.id,
                       (select count(*) from inventory.moves m where m.company_id = a.company_id and m.source_id = a.id))
              from inventory.adjustments a
              left join ledger.entries e on e.company_id = a.company_id and e.source_id = a.id""", "key", "/id", "/entryId", "/lines"),
    TRANSFER_STOCK("""
            select concat_ws(' ', m.correlation_id, t.id, count(*))
              from inventory.transfers t left join inventory.moves m on m.company_id = t.company_id and m.source_id = t.id
             group by m.correlation_id, t.id""", "key", "/id", "/lines"),
    POST_ENTRY("""
            select concat_ws(' ', correlation_id, id, business_date, text, (select trim_scale(sum(l.debit)) from ledger.lines l
                       where l.company_id = e.company_id and l.entry_id = e.id))
              from ledger.entries e where source_type = 'manual' and reverses_id is null""", "key", "/id", "/date", "/text", "/amount"),
    REVERSE_ENTRY("select concat_ws(' ', correlation_id, id, reverses_id) from ledger.entries where reverses_id is not null",
            "key", "/id", "/reversesId"),
    CLOSE_PERIOD("select concat_ws(' ', id, state, version) from ledger.periods", "/id", "/state", "/version");

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
            case SHIP_DELIVERY, POST_INVOICE, RECORD_PAYMENT, ADJUST_STOCK, POST_ENTRY, REVERSE_ENTRY -> true;
            default -> false;
        };
    }

    /** Whether it moves goods. */
    boolean moves() {
        return this == SHIP_DELIVERY || this == ADJUST_STOCK || this == TRANSFER_STOCK;
    }

    /** What was acknowledged, as its query tells it. */
    String text(UUID key, JsonNode answer) {
        return Arrays.stream(fields).map(field -> field.equals("key") ? key.toString() : text(answer.at(field))).collect(Collectors.joining(" "));
    }

    private static String text(JsonNode value) {
        String text = value.isArray() ? Integer.toString(value.size()) : value.asText();
        return NUMBER.matcher(text).matches() ? new BigDecimal(text).stripTrailingZeros().toPlainString() : text;
    }
}
