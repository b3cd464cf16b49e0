package erp.platform.migrateschema;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;

/**
 * The database to migrate: {@code ERP_MIGRATE_URL}, which is that of the other functions when absent, and so on.
 *
 * @param url      its JDBC URL
 * @param username who owns the schemas
 */
@ConfigurationProperties("erp.migrate")
record MigrateSettings(String url, String username, @Nullable String password) {
}
