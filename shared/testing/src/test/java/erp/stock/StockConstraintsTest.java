package erp.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import erp.security.Caller;
import erp.testing.Fixtures;
import erp.testing.TestConfiguration;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the database itself refuses, whatever program asks it. */
@MicronautTest(transactional = false, startApplication = false)
class StockConstraintsTest {

    private static final String MOVE = "insert into inventory.moves "
            + "(company_id, id, product_id, from_location, to_location, quantity, business_date, source_type, source_id, source_line) ";

    @Inject
    Fixtures fixtures;
    @Inject
    Locations locations;
    @Inject
    Adjustments adjustments;
    private Caller caller;
    private UUID product;
    private UUID foreign;

    @BeforeEach
    void stock() {
        caller = fixtures.company();
        product = fixtures.product(caller, "A1", "1.00");
        fixtures.stock(caller, product, "10", "10.00");
        new Warehouse(fixtures, adjustments, locations, caller).transfer("MAIN", "SHOP",
                List.of(new Warehouse.Item(product, "", new BigDecimal("1"))));
        foreign = fixtures.product(fixtures.company(), "A1", "1.00");
        fixtures.in(caller, tx -> {
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-02', 'open', 'closed')",
                    tx.company());
            tx.write("insert into inventory.adjustments (company_id, id, reason, business_date) values (?, ?, 'gain', '2026-03-01')",
                    tx.company(), UUID.randomUUID());
            tx.write("insert into inventory.transfers (company_id, id, business_date) values (?, ?, '2026-03-01')",
                    tx.company(), UUID.randomUUID());
            return null;
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "insufficient_stock             | update inventory.balances set on_hand = -1, reserved = -1",
        "not_available                  | update inventory.balances set reserved = on_hand + 1",
        "not_available                  | update inventory.balances set reserved = -1",
        "negative_stock                 | update inventory.pools set quantity = -1, value = 0",
        "negative_value                 | update inventory.pools set value = -0.01",
        "no_value_without_quantity      | update inventory.pools set quantity = 0",
        "open_layers_quantity_check     | update inventory.open_layers set quantity = 0",
        "open_layers_value_check        | update inventory.open_layers set value = -0.01",
        "open_layers_pkey               | insert into inventory.open_layers select * from inventory.open_layers",
        "balances_pkey                  | insert into inventory.balances select * from inventory.balances",
        "pools_company_id_product_id_fkey | insert into inventory.pools values (:company, ':foreign', 0, 0)",
        "balances_company_id_product_id_fkey | "
            + "insert into inventory.balances select company_id, ':foreign', location_id, lot, 0 from inventory.balances limit 1",
        "balances_company_id_location_id_fkey | "
            + "insert into inventory.balances select company_id, product_id, ':foreign', lot, 0 from inventory.balances limit 1",
        "value_layers_company_id_move_id_fkey | "
            + "insert into inventory.value_layers (company_id, id, product_id, move_id, quantity, value, business_date) "
            + "values (:company, ':new', ':product', ':new', 1, 1, '2026-03-01')",
        "value_has_the_sign_of_quantity | insert into inventory.value_layers (company_id, id, product_id, quantity, value, business_date) "
            + "values (:company, ':new', ':product', -1, 1, '2026-03-01')",
        "only_issues_consume            | "
            + "insert into inventory.value_layers (company_id, id, product_id, consumes_id, quantity, value, business_date) "
            + "select company_id, ':new', product_id, id, 1, 1, business_date from inventory.value_layers",
        "move_changes_place             | " + MOVE
            + "select company_id, ':new', product_id, to_location, to_location, 1, business_date, 'x', id, 1 from inventory.moves limit 1",
        "moves_quantity_check           | " + MOVE
            + "select company_id, ':new', product_id, from_location, to_location, 0, business_date, 'x', id, 1 "
            + "from inventory.moves limit 1",
        "period_closed                  | " + MOVE
            + "select company_id, ':new', product_id, from_location, to_location, 1, '2026-02-28', 'x', id, 1 from inventory.moves limit 1",
        "reservations_quantity_check    | insert into inventory.reservations "
            + "(company_id, id, product_id, location_id, quantity, source_type, source_id, source_line) "
            + "select company_id, ':new', product_id, location_id, 0, 'x', ':new', 1 from inventory.balances limit 1"})
    void constraintsHoldWithoutJava(String constraint, String sql) throws SQLException {
        ServerErrorMessage error = refused("erp_command", sql);
        assertEquals(constraint, error.getConstraint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"moves", "value_layers", "adjustments", "transfers"})
    void whatHasHappenedCannotBeChanged(String table) throws SQLException {
        for (String role : new String[] {"erp_command", "erp_task"}) {
            assertEquals("42501", refused(role, "update inventory." + table + " set business_date = business_date").getSQLState());
            assertEquals("42501", refused(role, "delete from inventory." + table).getSQLState());
            assertEquals("42501", refused(role, "truncate inventory." + table).getSQLState());
        }
        // The owner may by its grants; the triggers stop it, also from emptying the table.
        assertEquals("append_only",
                refused("erp_migrate", "update inventory." + table + " set business_date = business_date").getConstraint());
        assertEquals("append_only", refused("erp_migrate", "delete from inventory." + table).getConstraint());
        assertEquals("append_only", refused("erp_migrate", "truncate inventory." + table + " cascade").getConstraint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert into inventory.pools values (1000000, ':product', 0, 0)",
        "update inventory.balances set company_id = 1000000"})
    void rowsOfAnotherCompanyCannotBeWritten(String sql) throws SQLException {
        assertEquals("42501", refused("erp_command", sql).getSQLState());
    }

    @ParameterizedTest
    @ValueSource(strings = {"update inventory.balances set reserved = 0", "delete from inventory.open_layers",
        "insert into inventory.pools values (:company, ':product', 0, 0)"})
    void readersOnlyRead(String sql) throws SQLException {
        // Its transactions are read-only; should somebody change that, the grants still refuse.
        assertEquals("25006", refused("erp_query", sql).getSQLState());
        assertEquals("42501", refused("erp_query", "set local transaction_read_only = off; " + sql).getSQLState());
    }

    private ServerErrorMessage refused(String role, String sql) throws SQLException {
        String filled = sql.replace(":company", Integer.toString(caller.company())).replace(":product", product.toString())
                .replace(":foreign", foreign.toString()).replace(":new", UUID.randomUUID().toString());
        try (Connection connection = DriverManager.getConnection(TestConfiguration.database().url(role));
                Statement statement = connection.createStatement()) {
            statement.execute("select set_config('erp.company', '%d', false), set_config('erp.user', '%s', false)"
                    .formatted(caller.company(), caller.user()));
            return assertThrows(PSQLException.class, () -> statement.execute(filled), filled).getServerErrorMessage();
        }
    }
}
