package erp.platform.migrateschema;

import erp.database.Schema;
import erp.platform.FirstUser;
import io.micronaut.context.ApplicationContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database to the schema this version needs, makes sure that somebody can sign in, and ends: with 0 when that is so, else
 * with 1 and one line that says why. Safe to repeat, and for several at once: the migrations lock, and the first user is created where
 * there is none.
 */
public final class MigrateSchema {

    private static final Logger LOG = LoggerFactory.getLogger(MigrateSchema.class);

    private MigrateSchema() {
    }

    public static void main(String[] args) {
        Thread.currentThread().setUncaughtExceptionHandler((_, failure) -> {
            LOG.error("The schema has not been migrated: {}", failure.getMessage());
            System.exit(1);
        });
        try (ApplicationContext context = ApplicationContext.run()) {
            migrate(context.getBean(MigrateSettings.class));
            createFirstUser(context.getBean(FirstUser.class), context.getBean(FirstUserSettings.class));
        }
        System.exit(0);
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
