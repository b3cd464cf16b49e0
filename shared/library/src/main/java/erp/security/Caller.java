package erp.security;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Who asks. */
public record Caller(UUID user, int company, List<String> roles, Locale locale, boolean operator) {
}
