package erp.security;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Who calls, as a verified token says.
 *
 * @param user     the user's id
 * @param company  the company the call is about; 0 while the user belongs to none yet
 * @param roles    names of roles, each a set of functions
 * @param locale   the language of texts: {@link Locale#GERMAN} or {@link Locale#ENGLISH}
 * @param operator whether the caller may set up companies
 */
public record Caller(UUID user, int company, List<String> roles, Locale locale, boolean operator) {

    public Caller {
        roles = List.copyOf(roles);
    }
}
