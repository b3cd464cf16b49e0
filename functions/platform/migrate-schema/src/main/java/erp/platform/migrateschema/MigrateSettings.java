package erp.platform.migrateschema;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * The database to migrate: {@code ERP_MIGRATE_URL}, which is that of the other functions when absent, and so on.
 *
 * @param url               its JDBC URL
 * @param username          who owns the schemas
 * @param superuser         who creates the login roles, and gives them the passwords that are configured
 * @param superuserPassword without it, the roles are there already
 * @param scalerPassword    of the role by which an autoscaler counts tasks
 */
@ConfigurationProperties("erp.migrate")
record MigrateSettings(String url, String username, @Nullable String password, @Bindable(defaultValue = "postgres") String superuser,
                       @Nullable String superuserPassword, @Nullable String scalerPassword) {
}
