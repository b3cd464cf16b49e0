package erp.company;

import erp.ledger.Account;
import erp.ledger.Chart;
import erp.numbering.NumberRange;
import erp.stock.Location;
import erp.work.Ids;
import erp.work.Tx;
import java.util.ArrayList;
import java.util.List;

/** Brings a company into being: its settings, accounts, number ranges and places, all in one transaction. */
public final class Setup {

    /** A storage place to begin with. */
    public record Warehouse(String code, String name) {
    }

    private Setup() {
    }

    /**
     * Creates a company, and makes the transaction work for it from here on.
     *
     * @param company    its settings; the number in them is not used
     * @param warehouses its storage places, at least one
     * @return its number
     */
    public static int create(Tx tx, Company company, List<Warehouse> warehouses) {
        int id = tx.list(Integer.class, "select nextval(pg_get_serial_sequence('platform.companies', 'company_id'))::integer").getFirst();
        tx.enter(id);
        tx.write("""
                insert into platform.companies (company_id, name, street, postal_code, city, country, currency, time_zone, chart,
                                                tax_regime, vat_id, tax_number, contact_name, phone, email, iban, bic, valuation,
                                                books_from)
                overriding system value values (?, ?, ?, ?, ?, ?, ?, ?, ?, lower(?), ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                id, company.name(), company.street(), company.postalCode(), company.city(), company.country(), company.currency(),
                company.timeZone(), company.chart(), company.taxRegime(), company.vatId(), company.taxNumber(), company.contactName(),
                company.phone(), company.email(), company.iban(), company.bic(), company.valuation(), company.booksFrom());
        accounts(tx, company.chart());
        numberRanges(tx);
        locations(tx, warehouses);
        tx.write("insert into products.price_lists (company_id, id, name, currency) values (?, 'standard', 'Standard', ?)",
                id, company.currency());
        tx.write("select receivables.create_dunning_levels(?)", id);
        return id;
    }

    private static void accounts(Tx tx, Chart chart) {
        List<Account> accounts = chart.accounts();
        tx.write("""
                insert into ledger.accounts (company_id, number, type, name_de, name_en)
                select ?, a.number, lower(a.type), a.name_de, a.name_en
                  from unnest(?::text[], ?::text[], ?::text[], ?::text[]) a (number, type, name_de, name_en)""",
                tx.company(), accounts.stream().map(Account::number).toList(), accounts.stream().map(Account::type).toList(),
                accounts.stream().map(Account::nameDe).toList(), accounts.stream().map(Account::nameEn).toList());
    }

    private static void numberRanges(Tx tx) {
        String insert = "insert into platform.number_ranges (company_id, id, prefix, width, next, last) values (?, ?, ?, ?, ?, ?)";
        tx.write(insert, tx.company(), NumberRange.SALES_INVOICE.id(), "INV-", 6, NumberRange.SALES_INVOICE.first(), 999_999_999L);
        tx.write(insert, tx.company(), NumberRange.CUSTOMER.id(), "", 5, NumberRange.CUSTOMER.first(), 69_999L);
        tx.write(insert, tx.company(), NumberRange.SUPPLIER.id(), "", 5, NumberRange.SUPPLIER.first(), 99_999L);
        for (NumberRange range : NumberRange.values()) {
            if (!range.isDense()) {
                tx.write("select platform.create_loose_range(?)", range.id());
            }
        }
    }

    private static void locations(Tx tx, List<Warehouse> warehouses) {
        List<Location> locations = new ArrayList<>();
        warehouses.forEach(warehouse -> locations.add(new Location(Ids.next(), warehouse.code(), warehouse.name(), Location.Kind.STORAGE)));
        locations.add(new Location(Ids.next(), "~supplier", "Supplier", Location.Kind.SUPPLIER));
        locations.add(new Location(Ids.next(), "~customer", "Customer", Location.Kind.CUSTOMER));
        locations.add(new Location(Ids.next(), "~opening", "Opening stock", Location.Kind.OPENING));
        locations.add(new Location(Ids.next(), "~gain-loss", "Gains and losses", Location.Kind.GAIN_LOSS));
        tx.write("""
                insert into inventory.locations (company_id, id, code, name, kind)
                select ?, l.id, l.code, l.name, lower(l.kind)
                  from unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) l (id, code, name, kind)""",
                tx.company(), locations.stream().map(Location::id).toList(), locations.stream().map(Location::code).toList(),
                locations.stream().map(Location::name).toList(), locations.stream().map(Location::kind).toList());
    }
}
