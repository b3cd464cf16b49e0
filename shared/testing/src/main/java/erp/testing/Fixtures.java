package erp.testing;

import erp.company.Companies;
import erp.company.Company;
import erp.company.Setup;
import erp.ledger.Chart;
import erp.ledger.Entry;
import erp.ledger.Journal;
import erp.ledger.Period;
import erp.money.Money;
import erp.security.Caller;
import erp.security.Passwords;
import erp.security.Permissions;
import erp.stock.Location;
import erp.stock.Locations;
import erp.stock.Movement;
import erp.stock.Stock;
import erp.tax.TaxRegime;
import erp.work.Ids;
import erp.work.Tx;
import erp.work.Work;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/** What tests start from: companies, partners, products and stock, written past the functions that are not under test. */
@Singleton
public final class Fixtures {

    /** The first day of the books of companies made here. */
    public static final LocalDate BOOKS_FROM = LocalDate.of(2024, 1, 1);

    private final Work work;
    private final Locations locations;
    private final Passwords passwords;

    Fixtures(Work work, Locations locations, Passwords passwords) {
        this.work = work;
        this.locations = locations;
        this.passwords = passwords;
    }

    /** A German company with SKR04, FIFO, a storage place MAIN and another one, SHOP; returns its administrator. */
    public Caller company() {
        return company(Chart.SKR04, TaxRegime.STANDARD);
    }

    /** The same with another chart or tax regime. */
    public Caller company(Chart chart, TaxRegime regime) {
        UUID user = Ids.next();
        int number = work.run(new Caller(user, 0, List.of(), Locale.ENGLISH, true), tx -> Setup.create(tx,
                new Company(0, "Muster GmbH", "Hauptstraße 1", "10115", "Berlin", "DE", "EUR", "Europe/Berlin", chart, regime,
                        "DE136695976", "30/123/45678", "Erika Muster", "+49 30 123456", "info@muster.example", "DE02120300000000202051",
                        "BYLADEM1001", "fifo", BOOKS_FROM),
                List.of(new Setup.Warehouse("MAIN", "Hauptlager"), new Setup.Warehouse("SHOP", "Laden"))));
        return new Caller(user, number, List.of(Permissions.ADMINISTRATOR), Locale.ENGLISH, false);
    }

    /** A user who can sign in, and belongs to no company yet. */
    public Caller user(String login, String password, boolean operator) {
        Caller user = new Caller(Ids.next(), 0, List.of(), Locale.ENGLISH, operator);
        work.run(user, tx -> {
            tx.write("insert into platform.users (id, login, name, password_hash, locale, operator) values (?, ?, ?, ?, 'en', ?)",
                    user.user(), login, login, passwords.rehash(password), operator);
            return null;
        });
        return user;
    }

    /** Makes a user a member of a company; returns the user as its tokens for that company say. */
    public Caller join(Caller company, Caller user, String... roles) {
        work.run(company, tx -> {
            tx.write("insert into platform.memberships (company_id, user_id, roles) values (?, ?, ?)",
                    tx.company(), user.user(), List.of(roles));
            return null;
        });
        return new Caller(user.user(), company.company(), List.of(roles), user.locale(), user.operator());
    }

    /** A role of a company. */
    public void role(Caller company, String id, String... functions) {
        work.run(company, tx -> {
            tx.write("insert into platform.roles (company_id, id, name, functions) values (?, ?, ?, ?)",
                    tx.company(), id, id, List.of(functions));
            return null;
        });
    }

    /** A customer in a country, payable in 14 days; without a VAT-ID. */
    public UUID customer(Caller caller, String name, String country) {
        UUID id = Ids.next();
        work.run(caller, tx -> {
            tx.write("""
                    insert into partners.partners (company_id, id, customer_number, name, street, postal_code, city, country, language,
                                                   payment_days)
                    select ?, ?, coalesce(max(customer_number), 9999) + 1, ?, 'Allee 2', '20095', 'Ort', ?, 'de', 14
                      from partners.partners where company_id = ?""", tx.company(), id, name, country, tx.company());
            return null;
        });
        return id;
    }

    /** A stocked product by the piece, taxed at the standard rate, at a price in the list {@code standard}. */
    public UUID product(Caller caller, String number, String price) {
        return product(caller, number, price, "fifo", "none");
    }

    /** The same with another valuation ({@code average}) or tracking ({@code lot}, {@code serial}). */
    public UUID product(Caller caller, String number, String price, String valuation, String tracking) {
        return product(caller, number, price, valuation, tracking, "C62");
    }

    /** The same in another unit. */
    public UUID product(Caller caller, String number, String price, String valuation, String tracking, String unit) {
        UUID id = Ids.next();
        work.run(caller, tx -> {
            tx.write("""
                    insert into products.products (company_id, id, number, name, unit, tax_class, valuation, tracking, stocked)
                    values (?, ?, ?, ?, ?, 'standard', ?, ?, true)""",
                    tx.company(), id, number, "Product " + number, unit, valuation, tracking);
            tx.write("""
                    insert into products.prices (company_id, price_list, product_id, min_quantity, valid, price)
                    values (?, 'standard', ?, 1, daterange('2024-01-01', null), ?)""", tx.company(), id, new BigDecimal(price));
            return null;
        });
        return id;
    }

    /** Puts goods into MAIN as opening stock on the first day of the books, with its journal entry. */
    public void stock(Caller caller, UUID product, String quantity, String value) {
        stock(caller, product, "", quantity, value);
    }

    /** The same for a lot or serial number. */
    public void stock(Caller caller, UUID product, String lot, String quantity, String value) {
        work.run(caller, tx -> {
            Company company = Companies.read(tx);
            Period period = Period.lock(tx, company, BOOKS_FROM);
            UUID source = Ids.next();
            return Stock.post(tx, company, period, "stock_adjustment", source, "Opening stock", List.of(Movement.of(1, product,
                    locations.of(tx, Location.Kind.OPENING), locations.storage(tx, "MAIN"), lot, new BigDecimal(quantity),
                    company.money(new BigDecimal(value)))));
        });
    }

    /** A letter about an invoice, at a level, as a run wrote it on a day; it claims 1.50 of interest, and 40.00. */
    public UUID dunned(Caller caller, UUID invoice, int level, String date, String payBy) {
        UUID letter = Ids.next();
        work.run(caller, tx -> {
            tx.write("""
                    insert into receivables.dunning_letters (company_id, id, partner_id, letter_date, level, text, pay_by, currency, open,
                                                             interest, interest_until, compensation, fee, total, snapshot)
                    select o.company_id, ?, o.partner_id, ?::date, ?, 'demand', ?::date, o.currency, o.open, 1.50, ?::date, 40.00, 0.00,
                           o.open + 41.50, i.snapshot
                      from receivables.open_items o join receivables.invoices i on i.company_id = o.company_id and i.id = o.source_id
                     where o.company_id = ? and i.id = ?""", letter, date, level, payBy, date, tx.company(), invoice);
            tx.write("""
                    insert into receivables.dunning_items (company_id, letter_id, n, item_id, invoice_id, number, invoice_date, due_date,
                                                           level, days, amount, open, interest, compensation)
                    select o.company_id, ?, 1, o.id, i.id, i.number, i.invoice_date, o.due_date, ?, ?::date - o.due_date, o.amount, o.open,
                           1.50, 40.00
                      from receivables.open_items o join receivables.invoices i on i.company_id = o.company_id and i.id = o.source_id
                     where o.company_id = ? and i.id = ?""", letter, level, date, tx.company(), invoice);
            return null;
        });
        return letter;
    }

    /** Runs SQL for a company, to look at what a function has written or to prepare what it reads. */
    public <A> A in(Caller caller, Work.Handler<A> handler) {
        return work.run(caller, handler);
    }

    /** Posts a manual entry of two lines. */
    public UUID entry(Caller caller, LocalDate date, String text, String debitAccount, String creditAccount, String amount) {
        return work.run(caller, tx -> {
            Company company = Companies.read(tx);
            Money money = company.money(new BigDecimal(amount));
            return Journal.post(tx, company, Period.lock(tx, company, date),
                    Entry.of("manual", Ids.next(), text).debit(debitAccount, money).credit(creditAccount, money));
        });
    }

    /** Many entries of two lines, of 1.00 each, in two statements. */
    public void entries(Caller caller, LocalDate date, int count) {
        work.run(caller, tx -> {
            List<UUID> ids = Stream.generate(Ids::next).limit(count).toList();
            tx.write("""
                    insert into ledger.entries (company_id, id, period, business_date, source_type, source_id, text, currency)
                    select ?, id, to_char(?::date, 'YYYY-MM'), ?, 'manual', id, 'Many', 'EUR' from unnest(?::uuid[]) id""",
                    tx.company(), date, date, ids);
            tx.write("""
                    insert into ledger.lines (company_id, entry_id, n, account, debit, credit)
                    select ?, id, n, account, debit, 1.00 - debit
                      from unnest(?::uuid[]) id, (values (1, '6310', 1.00), (2, '1800', 0.00)) l (n, account, debit)""", tx.company(), ids);
            return null;
        });
    }

    /** The company's journal as text, for golden tests. */
    public String journal(Caller caller) {
        return work.run(caller, JournalText::of);
    }

    /** One value of a query for a company. */
    public <T> T value(Caller caller, Class<T> type, String sql, Object... args) {
        return work.run(caller, (Tx tx) -> tx.list(type, sql, args).getFirst());
    }
}
