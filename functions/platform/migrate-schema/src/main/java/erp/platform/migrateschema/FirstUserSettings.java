package erp.platform.migrateschema;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Locale;

/**
 * The first user, an operator: {@code ERP_FIRST_USER_LOGIN}, {@code ERP_FIRST_USER_PASSWORD_FILE}, {@code ERP_FIRST_USER_LOCALE}.
 *
 * @param locale de or en
 */
@ConfigurationProperties("erp.first-user")
record FirstUserSettings(@Nullable String login, @Nullable String password, @Bindable(defaultValue = "de") String locale) {

    Locale language() {
        return locale.equals("en") ? Locale.ENGLISH : Locale.GERMAN;
    }
}
