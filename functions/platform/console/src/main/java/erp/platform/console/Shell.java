package erp.platform.console;

import erp.platform.Sessions;
import erp.security.Caller;
import gg.jte.Content;
import io.micronaut.core.annotation.Nullable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What stands around every page.
 *
 * @param caller    nobody before signing in
 * @param user      the name of who is signed in
 * @param company   the name of the company
 * @param companies those that the user may change to
 * @param all       whether an operator looks at all companies
 * @param steers    whether the user may steer tasks
 * @param csrf      what forms carry, so that no other site can send them
 * @param theme     light, dark, or auto
 * @param path      the page's address, with its query
 * @param said      what has just been done, to be told once
 */
record Shell(Words words, @Nullable Caller caller, String user, String company, List<Sessions.Choice> companies, boolean all,
             boolean steers, String csrf, String theme, String path, @Nullable String said) {

    String t(String key, Object... args) {
        return words.t(key, args);
    }

    boolean operator() {
        return caller != null && caller.operator();
    }

    /** Which of the sections in the menu this page belongs to. */
    boolean in(String section) {
        String plain = path.split("\\?")[0];
        return section.equals("/console") ? plain.equals(section) : plain.startsWith(section);
    }

    /** A value as it stands in an address. */
    String url(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    Content icon(String name) {
        return Assets.icon(name);
    }

    String asset(String name) {
        return Assets.address(name);
    }
}
