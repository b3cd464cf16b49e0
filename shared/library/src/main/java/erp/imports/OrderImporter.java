package erp.imports;

import erp.company.Companies;
import erp.csv.Csv;
import erp.platform.PlatformCode;
import erp.sales.OrderLine;
import erp.sales.Orders;
import erp.sales.Reservation;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Validity;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Orders: each row is a line, and rows with the same external id are one order, which comes in as a whole or not at all. */
@Singleton
class OrderImporter implements Importer<List<ImportedOrder>> {

    private final ImportRecords records;
    private final Orders orders;
    private final Companies companies;
    private final Validity validity;

    OrderImporter(ImportRecords records, Orders orders, Companies companies, Validity validity) {
        this.records = records;
        this.orders = orders;
        this.companies = companies;
        this.validity = validity;
    }

    @Override
    public Kind kind() {
        return Kind.ORDERS;
    }

    @Override
    public List<String> columns() {
        return ImportRecords.columns(ImportedOrder.class);
    }

    @Override
    public List<List<Csv.Row>> things(ImportTable table) {
        Map<String, List<Csv.Row>> things = new LinkedHashMap<>();
        for (Csv.Row row : table.rows()) {
            String order = table.field(row, "externalId");
            // A row without a name is refused by itself.
            things.computeIfAbsent(order == null ? "line " + row.line() : "order " + order, _ -> new ArrayList<>()).add(row);
        }
        return List.copyOf(things.values());
    }

    @Override
    public List<ImportedOrder> read(ImportTable table, List<Csv.Row> rows) {
        List<ImportedOrder> lines = rows.stream().map(row -> records.read(table, row, ImportedOrder.class)).toList();
        ImportedOrder.Head head = lines.getFirst().head();
        if (!lines.stream().allMatch(line -> line.head().equals(head))) {
            throw new Refusal(PlatformCode.ORDER_DIFFERS,
                    "partner, orderDate, requestedDate, location, customerReference, confirm, shipTo…");
        }
        if (head.shipTo() != null) {
            validity.check(head.shipTo());
        }
        return lines;
    }

    @Override
    public List<String> known(Tx tx, List<String> externalIds) {
        return tx.list(String.class, "select external_id from sales.orders where company_id = ? and external_id = any(?)", tx.company(),
                externalIds);
    }

    @Override
    public boolean bring(Tx tx, List<ImportedOrder> lines) {
        ImportedOrder.Head head = lines.getFirst().head();
        String externalId = lines.getFirst().externalId();
        if (!tx.list(UUID.class, "select id from sales.orders where company_id = ? and external_id = ?", tx.company(),
                externalId).isEmpty()) {
            return false;
        }
        LocalDate date = companies.of(tx).date(head.orderDate(), tx.now());
        orders.place(tx, new Orders.Wish(References.partner(tx, head.partner()), date, head.requestedDate(), head.location(), head.shipTo(),
                head.customerReference(), externalId, lines.stream().map(line -> new OrderLine(References.product(tx, line.product()),
                        line.quantity(), line.unitPrice(), line.discountPercent(), line.description())).toList()),
                head.confirm() ? Reservation.PARTIAL : null);
        return true;
    }
}
