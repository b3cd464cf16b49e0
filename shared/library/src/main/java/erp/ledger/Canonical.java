package erp.ledger;

import erp.work.Tx;
import io.micronaut.core.annotation.Nullable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The canonical bytes of a posted entry with all its lines: what a seal is a hash of. They depend on what the database holds and on
 * nothing else, neither this program's classes nor any setting of a session, so that anybody can compute them again.
 *
 * <p>Format 1, big-endian: one byte {@code 01}; the entry's fields; the number of lines as 4 bytes; for each line, in the order of
 * n, its fields. A field is the length of its UTF-8 bytes as 4 bytes, then these bytes; a null is the length -1 and no bytes.
 * <ul>
 * <li>Entry: company_id, id, period, business_date ({@code 2026-11-02}), source_type, source_id, text, currency, reverses_id,
 *     recorded_at in UTC ({@code 2026-11-02T09:30:00.123456Z}), recorded_by, correlation_id.
 * <li>Line: n, account, debit, credit, partner_id, tax_category, tax_rate, tax_base, box, text; decimals as PostgreSQL writes them,
 *     with the decimals they were stored with.
 * </ul>
 */
final class Canonical {

    static final int FORMAT = 1;

    /** The columns of an entry in the order of the format, as SQL that depends on no setting. */
    private static final String ENTRY = """
            e.company_id::text, e.id::text, e.period, to_char(e.business_date, 'YYYY-MM-DD'), e.source_type, e.source_id::text, e.text,
            e.currency, e.reverses_id::text, to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            e.recorded_by::text, e.correlation_id::text""";
    private static final String LINE = """
            l.n::text, l.account, l.debit::text, l.credit::text, l.partner_id::text, l.tax_category, l.tax_rate::text, l.tax_base::text,
            l.box, l.text""";

    private Canonical() {
    }

    /** A row as its fields in order; an SQL array keeps them together, whatever they are. */
    record Row(UUID id, List<String> fields) {
    }

    /** The bytes of entries by identifier; one that does not exist is left out. */
    static Map<UUID, byte[]> bytes(Tx tx, List<UUID> entries) {
        Tx.Later<List<Row>> heads = tx.later(Row.class, "select e.id, array[" + ENTRY + "] as fields "
                + "from ledger.entries e where e.company_id = ? and e.id = any(?::uuid[])", tx.company(), entries);
        Map<UUID, List<List<String>>> lines = new HashMap<>();
        tx.list(Row.class, "select l.entry_id as id, array[" + LINE + "] as fields "
                + "from ledger.lines l where l.company_id = ? and l.entry_id = any(?::uuid[]) order by l.entry_id, l.n",
                tx.company(), entries).forEach(line -> lines.computeIfAbsent(line.id, _ -> new ArrayList<>()).add(line.fields));
        Map<UUID, byte[]> bytes = new LinkedHashMap<>();
        heads.get().forEach(head -> bytes.put(head.id, bytes(head.fields, lines.getOrDefault(head.id, List.of()))));
        return bytes;
    }

    /** The bytes of one entry's fields and the fields of its lines. */
    static byte[] bytes(List<String> entry, List<List<String>> lines) {
        List<byte[]> fields = new ArrayList<>();
        add(fields, entry);
        fields.add(ByteBuffer.allocate(Integer.BYTES).putInt(lines.size()).array());
        lines.forEach(line -> add(fields, line));
        ByteBuffer all = ByteBuffer.allocate(1 + fields.stream().mapToInt(field -> field.length).sum()).put((byte) FORMAT);
        fields.forEach(all::put);
        return all.array();
    }

    private static void add(List<byte[]> fields, List<String> values) {
        values.forEach(value -> fields.add(field(value)));
    }

    private static byte[] field(@Nullable String value) {
        if (value == null) {
            return ByteBuffer.allocate(Integer.BYTES).putInt(-1).array();
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes).array();
    }
}
