package erp.platform.console;

import erp.platform.BrowserSessions;
import erp.platform.Sessions;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What a browser keeps for the console. No script and no other site gets to see it. */
enum Cookies {

    /** The tokens of its session. */
    ACCESS(900), REFRESH(14 * 86_400),
    /** What forms must carry. */
    CSRF(14 * 86_400),
    /** What the user prefers to see. */
    LANGUAGE(365 * 86_400), THEME(365 * 86_400), COMPANIES(14 * 86_400),
    /** What has just been done, to be told on the next page. */
    SAID(10);

    private final int seconds;

    Cookies(int seconds) {
        this.seconds = seconds;
    }

    @Nullable String of(HttpRequest<?> request) {
        return request.getCookies().findCookie(cookie()).map(Cookie::getValue)
                .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8)).filter(value -> !value.isEmpty()).orElse(null);
    }

    /** Gives it to the browser; an empty one is forgotten. */
    void set(HttpRequest<?> request, MutableHttpResponse<?> response, String value) {
        boolean secure = request.isSecure() || "https".equalsIgnoreCase(request.getHeaders().get("X-Forwarded-Proto"));
        response.cookie(Cookie.of(cookie(), URLEncoder.encode(value, StandardCharsets.UTF_8)).path("/console").httpOnly(true)
                .sameSite(SameSite.Strict).secure(secure).maxAge(value.isEmpty() ? 0 : seconds));
    }

    static void keep(HttpRequest<?> request, MutableHttpResponse<?> response, BrowserSessions.Signed signed) {
        Sessions.Session session = signed.renewed();
        if (session != null) {
            ACCESS.set(request, response, session.accessToken());
            REFRESH.set(request, response, session.refreshToken());
        } else if (signed.caller() == null) {
            ACCESS.set(request, response, "");
            REFRESH.set(request, response, "");
        }
    }

    private String cookie() {
        return "erp_" + name().toLowerCase(java.util.Locale.ROOT);
    }
}
