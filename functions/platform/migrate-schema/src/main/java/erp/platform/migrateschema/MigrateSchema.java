package erp.platform.migrateschema;

import erp.database.Schema;
import erp.platform.FirstUser;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.value.PropertyResolver;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the login roles where it is told a superuser's password, brings the database to the schema this version needs, makes sure that
 * somebody can sign in, and ends: with 0 when that is so, else with 1 and one line that says why. Safe to repeat, and for several at
 * once: the migrations lock, and the first user is created where there is none.
 */
public final class MigrateSchema {

    private static final Logger LOG = LoggerFactory.getLogger(MigrateSchema.class);

    private MigrateSchema() {
    }

    public static void main(String[] args) throws SQLException {
        Thread.currentThread().setUncaughtExceptionHandler((_, failure) -> {
            LOG.error("The schema has not been migrated: {}", failure.getMessage());
            System.exit(1);
        });
        try (ApplicationContext context = ApplicationContext.run()) {
            MigrateSettings settings = context.getBean(MigrateSettings.class);
            if (settings.superuserPassword() != null) {
                createRoles(settings, context.getEnvironment());
            }
            migrate(settings);
            createFirstUser(context.getBean(FirstUser.class), context.getBean(FirstUserSettings.class));
        }
        System.exit(0);
    }

    private static void createRoles(MigrateSettings settings, PropertyResolver configuration) throws SQLException {
        Map<String, String> passwords = new HashMap<>();
        for (String role : List.of("command", "task", "query")) {
            configuration.getProperty("datasources." + role + ".password", String.class).filter(password -> !password.isEmpty())
                    .ifPresent(password -> passwords.put("erp_" + role, password));
        }
        Optional.ofNullable(settings.password()).ifPresent(password -> passwords.put(settings.username(), password));
        Optional.ofNullable(settings.scalerPassword()).ifPresent(password -> passwords.put("erp_scaler", password));
        Schema.bootstrap(settings.url(), settings.superuser(), settings.superuserPassword(), passwords);
        LOG.info("The login roles are there");
    }

    private static void migrate(MigrateSettings settings) {
        LOG.info("The schema is at version {}", Schema.migrate(settings.url(), settings.username(), settings.password()));
    }

    private static void createFirstUser(FirstUser users, FirstUserSettings settings) {
        if (settings.login() == null || settings.password() == null) {
            LOG.info(users.exists() ? "There are users"
                    : "There is no user yet: set ERP_FIRST_USER_LOGIN and ERP_FIRST_USER_PASSWORD_FILE");
        } else if (users.create(settings.login(), settings.password(), settings.language())) {
            LOG.info("The first user {} has been created", settings.login());
        } else {
            LOG.info("There are users");
        }
    }
}
