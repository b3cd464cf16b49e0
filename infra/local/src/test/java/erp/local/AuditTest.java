package erp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import erp.embedded.Processes;
import erp.security.Caller;
import erp.security.Permissions;
import erp.security.TokenIssuer;
import erp.testing.Tampering;
import erp.testing.TestConfiguration;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@link CrashTest} relies on: when anything is half there, twice there, or gone, the audit says so. A clerk works, and then the
 * database is damaged past every guard, one damage after the other.
 */
@MicronautTest(transactional = false)
class AuditTest {

    private static final long SEED = 11;
    private static final int OPERATIONS = 700;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /**
     * A damage.
     *
     * @param sql  changes or removes something; each of its parameters is the company
     * @param says the beginning of what the audit has to say
     */
    private record Damage(String sql, String says) {
    }

    /** Halves of operations, and counters that went astray. The chain is first, because it names its first break only. */
    private static final List<Damage> HALVES = List.of(
            new Damage("update ledger.entries set text = 'Anders' where company_id = ? and id = " + one("ledger.entries",
                    "id in (select entry_id from ledger.seals)"), "the chain of seals is broken"),
            new Damage("delete from ledger.lines where company_id = ? and entry_id = " + one("ledger.entries", "source_type = 'delivery'"),
                    "an entry has lines"),
            new Damage("update ledger.lines set debit = debit + 0.01 where company_id = ? and debit > 0 and entry_id = "
                    + one("ledger.entries", "source_type = 'payment'"), "the trial balance is zero"),
            new Damage("update ledger.entries set source_id = " + one("sales.deliveries", "state = 'shipped'")
                    + " where company_id = ? and id = "
                    + one("ledger.entries", "source_type = 'stock_adjustment'"), "a document has one entry"),
            new Damage("update ledger.entries set source_id = gen_random_uuid() where company_id = ? and id = "
                    + one("ledger.entries", "source_type = 'sales_invoice'"), "an entry is a document's"),
            new Damage("update receivables.invoices set entry_id = null where company_id = ? and id = "
                    + one("receivables.invoices", "state = 'paid'"), "what has left or is posted has its entry"),
            new Damage("delete from receivables.open_items where company_id = ? and source_id = "
                    + one("receivables.invoices", "state = 'partly_paid'"), "what is posted or paid has its open item"),
            new Damage("delete from receivables.allocations where company_id = ? and id = " + one("receivables.allocations", "true"),
                    "an open item is its amount less its allocations"),
            new Damage("update receivables.invoices set state = 'paid' where company_id = ? and id = "
                    + one("receivables.invoices", "state = 'posted'"), "an invoice is paid when nothing of it is open"),
            new Damage("update receivables.invoices set number = 'INV-999999' where company_id = ? and id = "
                    + one("receivables.invoices", "type = '381'"), "numbers are dense"),
            new Damage("delete from receivables.invoice_taxes where company_id = ? and invoice_id = "
                    + one("receivables.invoices", "type = '384'"), "a document's tax is the sum of its taxes"),
            new Damage("delete from inventory.moves where company_id = ? and source_id = " + one("sales.deliveries", "state = 'shipped'"),
                    "a delivery that has left has moved its lines, and no other has"),
            new Damage("delete from inventory.moves where company_id = ? and source_id = " + one("inventory.transfers", "true"),
                    "an adjustment and a transfer have moves"),
            new Damage("delete from sales.order_lines where company_id = ? and order_id = " + one("sales.orders", "state = 'cancelled'"),
                    "an order, a delivery and an invoice have lines"),
            new Damage("update sales.orders set state = 'confirmed' where company_id = ? and id = " + one("sales.orders",
                    "state = 'closed'"),
                    "an order's state follows from its lines"),
            new Damage("update sales.order_lines set delivered = 0 where company_id = ? and order_id = " + one("sales.orders",
                    "state = 'closed'"),
                    "delivered is what deliveries took"),
            new Damage("update sales.delivery_lines set invoiced = 0 where company_id = ? and delivery_id = "
                    + one("sales.deliveries", "state = 'shipped'"), "invoiced is what invoices cover"),
            new Damage("update inventory.reservations set state = 'reserved' where company_id = ? and id = "
                    + one("inventory.reservations", "state = 'consumed'"),
                    "a draft or a cancelled order reserves nothing, and an order no more than is left to deliver"),
            new Damage("update inventory.balances set reserved = reserved + 1 where company_id = ? and on_hand > reserved",
                    "reserved is the sum of the open reservations"),
            new Damage("update inventory.balances set on_hand = on_hand + 1 where company_id = ?", "a counter is the sum of the moves"),
            new Damage("delete from inventory.value_layers where company_id = ?", "a pool is the sum of its value layers"),
            new Damage("update ledger.periods set state = 'open' where company_id = ? and state = 'soft_closed'",
                    "a month is closed by every second change"),
            new Damage("delete from partners.partners where company_id = ? and id = " + one("partners.partners", "external_id is not null"),
                    "what was imported is in a report, and what is in a report is there"),
            new Damage("delete from products.prices where company_id = ? and price_list = "
                    + one("products.price_lists", "id <> 'standard'"), "a price list has prices"));

    /** Operations that were acknowledged and are gone, as a whole or in what they did. */
    private static final List<Damage> GONE = List.of(
            new Damage("delete from platform.idempotency_keys where company_id = ?", "stored answers: acknowledged"),
            new Damage("delete from sales.orders where company_id = ? and state = 'closed'", "PLACE_ORDER: acknowledged"),
            new Damage("update sales.orders set state = 'draft' where company_id = ? and customer_reference = 'confirmed later'",
                    "CONFIRM_ORDER: acknowledged"),
            new Damage("delete from sales.order_revisions where company_id = ?", "AMEND_ORDER: acknowledged"),
            new Damage("update sales.orders set state = 'confirmed' where company_id = ? and state = 'cancelled'",
                    "CANCEL_ORDER: acknowledged"),
            new Damage("update sales.deliveries set state = 'draft' where company_id = ? and state = 'cancelled'",
                    "CANCEL_DELIVERY: acknowledged"),
            new Damage("update sales.deliveries set state = 'draft', ship_date = null where company_id = ? and state = 'shipped'",
                    "SHIP_DELIVERY: acknowledged"),
            new Damage("delete from sales.deliveries where company_id = ?", "CREATE_DELIVERY: acknowledged"),
            new Damage("update receivables.invoices set state = 'posted' where company_id = ? and state = 'cancelled'",
                    "CANCEL_INVOICE: acknowledged"),
            new Damage("update receivables.invoices set corrects_id = null where company_id = ? and type = '381'",
                    "CREATE_CREDIT_NOTE: acknowledged"),
            new Damage("update receivables.invoices set state = 'draft', number = null, entry_id = null "
                    + "where company_id = ? and type = '380'", "POST_INVOICE: acknowledged"),
            new Damage("update receivables.invoices set net = net - 1, gross = gross - 1 where company_id = ? and type = '380'",
                    "CREATE_INVOICE: acknowledged"),
            new Damage("update receivables.payments set cancels_id = null where company_id = ? and cancels_id is not null",
                    "CANCEL_PAYMENT: acknowledged"),
            new Damage("delete from receivables.allocations where company_id = ? and undoes_id is not null",
                    "UNDO_ALLOCATION: acknowledged"),
            new Damage("update receivables.allocations set amount = amount + 1 where company_id = ?", "ALLOCATE_PAYMENT: acknowledged"),
            new Damage("delete from receivables.payments where company_id = ?", "RECORD_PAYMENT: acknowledged"),
            new Damage("delete from inventory.adjustments where company_id = ? and reason = 'loss'", "ADJUST_STOCK: acknowledged"),
            new Damage("delete from inventory.transfers where company_id = ?", "TRANSFER_STOCK: acknowledged"),
            new Damage("delete from inventory.moves where company_id = ?", "moves: acknowledged"),
            new Damage("update inventory.reservations set state = 'reserved' where company_id = ? and state = 'released'",
                    "RELEASE_STOCK: acknowledged"),
            new Damage("delete from inventory.reservations where company_id = ?", "RESERVE_STOCK: acknowledged"),
            new Damage("update products.price_lists set version = 2 where company_id = ?", "SET_PRICES: acknowledged"),
            new Damage("delete from platform.imports where company_id = ?", "START_IMPORT: acknowledged"),
            new Damage("update ledger.periods set version = 2 where company_id = ? and version > 2", "REOPEN_PERIOD: acknowledged"),
            new Damage("delete from ledger.periods where company_id = ?", "CLOSE_PERIOD: acknowledged"),
            new Damage("delete from ledger.entries where company_id = ? and reverses_id is not null", "REVERSE_ENTRY: acknowledged"),
            new Damage("delete from ledger.entries where company_id = ? and source_type = 'manual'", "POST_ENTRY: acknowledged"),
            new Damage("delete from ledger.entries where company_id = ?", "entries: acknowledged"));

    @Inject
    EmbeddedServer server;
    @Inject
    TokenIssuer issuer;

    private static String one(String table, String condition) {
        return "(select id from " + table + " where company_id = ? and " + condition + " order by id limit 1)";
    }

    @Test
    void everyDamageIsNamed() throws Exception {
        Random random = new Random(SEED);
        Promises promises = new Promises();
        UUID user = UUID.randomUUID();
        Caller caller;
        try (Clerk founder = clerk(new Caller(user, 0, List.of(), Locale.ENGLISH, true), new Promises(), random)) {
            caller = new Caller(user, Shift.company(founder), List.of(Permissions.ADMINISTRATOR), Locale.ENGLISH, false);
        }
        try (Clerk clerk = clerk(caller, promises, random); Audit audit = new Audit(TestConfiguration.properties(), caller)) {
            work(clerk, promises, random);
            assertEquals(List.of(), audit.broken());
            assertEquals(List.of(), audit.differences(promises.all()));

            repeat(caller, clerk, promises, audit);
            List<String> unnamed = new ArrayList<>();
            for (Damage damage : HALVES) {
                List<String> before = audit.broken();
                inflict(damage, caller);
                note(damage, before, audit.broken(), unnamed);
            }
            for (Damage damage : GONE) {
                List<String> before = audit.differences(promises.all());
                inflict(damage, caller);
                note(damage, before, audit.differences(promises.all()), unnamed);
            }
            assertEquals(List.of(), unnamed);
        }
    }

    private Clerk clerk(Caller caller, Promises promises, Random random) {
        return new Clerk(path -> URI.create(server.getURL() + path), () -> "", issuer.issue(caller, Clock.systemUTC().instant()).value(),
                promises, random);
    }

    private static void work(Clerk clerk, Promises promises, Random random) throws Exception {
        AtomicBoolean office = new AtomicBoolean(true);
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Void> shift = thread.submit(new Shift(clerk, Shift.open(clerk), true, office, random));
            try {
                Processes.await(OPERATIONS + " operations", LIMIT, () -> promises.count() >= OPERATIONS || shift.isDone());
            } finally {
                office.set(false);
            }
            shift.get();
        }
    }

    /** What would happen if an answer were not stored with its effect: the key is unknown, and the effect is there twice. */
    private static void repeat(Caller caller, Clerk clerk, Promises promises, Audit audit) throws InterruptedException {
        for (Deed deed : List.of(Deed.PLACE_ORDER, Deed.ADJUST_STOCK, Deed.RESERVE_STOCK, Deed.START_IMPORT)) {
            Promise promise = promises.all().stream().filter(one -> one.deed() == deed).reduce((_, last) -> last).orElseThrow();
            assertEquals(1, Tampering.with("delete from platform.idempotency_keys where company_id = ? and key = ?", caller.company(),
                    promise.request().key().toString()));
            assertEquals(promise.status(), clerk.send(promise.request()).statusCode());
            List<String> differences = audit.differences(promises.all());
            assertTrue(differences.stream().anyMatch(said -> said.startsWith(deed + ": there, but not acknowledged")),
                    differences::toString);
            assertEquals(List.of(), audit.broken(), "done twice, but each time as a whole");
        }
    }

    private static void inflict(Damage damage, Caller caller) {
        long parameters = damage.sql.chars().filter(c -> c == '?').count();
        Object[] company = Stream.generate(caller::company).limit(parameters).toArray();
        assertTrue(Tampering.with(damage.sql, company) > 0, damage::sql);
    }

    private static void note(Damage damage, List<String> before, List<String> after, List<String> unnamed) {
        if (after.stream().noneMatch(said -> said.startsWith(damage.says) && !before.contains(said))) {
            unnamed.add(damage.sql + " should say: " + damage.says);
        }
    }
}
