package erp.platform.console;

import erp.platform.Sessions;
import erp.security.Caller;
import erp.security.Permissions;
import erp.tasks.desk.Scope;
import erp.web.Problems;
import erp.work.Call;
import erp.work.Tx;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/** What stands around a page, from its request and the database. */
@Singleton
class Shells {

    private static final String ALL = "all";

    private final Permissions permissions;

    Shells(Permissions permissions) {
        this.permissions = permissions;
    }

    private record Who(String name, String company, String timeZone) {
    }

    /** Whether a page asks by the way for what is new, instead of a user for a page. */
    static boolean isPoll(HttpRequest<?> request) {
        return request.getHeaders().contains("HX-Request") && !request.getHeaders().contains("HX-Boosted");
    }

    /** Whose tasks are looked at. */
    static Scope scope(HttpRequest<?> request, Tx tx) {
        return Scope.of(tx, isAll(request, tx.call().caller()) ? ALL : null);
    }

    private static boolean isAll(HttpRequest<?> request, Caller caller) {
        return caller.operator() && ALL.equals(Cookies.COMPANIES.of(request));
    }

    /** That of a page for who is signed in, with what it says about them. */
    Shell of(HttpRequest<?> request, Tx tx) {
        Caller caller = tx.call().caller();
        Tx.Later<List<Sessions.Choice>> companies = tx.later(Sessions.Choice.class, """
                select c.company_id as id, c.name from platform.memberships m join platform.companies c on c.company_id = m.company_id
                 where m.user_id = ? order by c.name, c.company_id""", tx.user());
        Who who = tx.get(Who.class, """
                select coalesce((select name from platform.users where id = ?), '') as name, c.name as company, c.time_zone
                  from platform.companies c where c.company_id = ?""", tx.user(), tx.company());
        return new Shell(new Words(locale(request), ZoneId.of(who.timeZone), tx.now()), caller, who.name, who.company, companies.get(),
                isAll(request, caller), permissions.has(caller, "steer-tasks"), csrf(request), theme(request), request.getUri().toString(),
                isPoll(request) ? null : Cookies.SAID.of(request));
    }

    /** That of a page for somebody who is not signed in. */
    static Shell of(HttpRequest<?> request) {
        return new Shell(new Words(locale(request), ZoneId.of("UTC"), Instant.EPOCH), null, "", "", List.of(), false, false, csrf(request),
                theme(request), request.getUri().toString(), null);
    }

    private static String csrf(HttpRequest<?> request) {
        return request.getAttribute(ConsoleGate.CSRF, String.class).orElse("");
    }

    private static String theme(HttpRequest<?> request) {
        String theme = Cookies.THEME.of(request);
        return theme == null ? "auto" : theme;
    }

    private static Locale locale(HttpRequest<?> request) {
        String chosen = Cookies.LANGUAGE.of(request);
        return chosen != null ? Locale.of(chosen) : Call.of(request).map(call -> call.caller().locale()).orElse(Problems.locale(request));
    }
}
