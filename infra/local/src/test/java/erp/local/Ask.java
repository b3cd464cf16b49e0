package erp.local;

import erp.security.Caller;
import erp.testing.Api;
import io.micronaut.core.annotation.Nullable;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A request and the ways in which it can be altered. */
record Ask(@Nullable Caller caller, String method, String path, @Nullable String body, @Nullable String key, @Nullable String ifMatch) {

    Ask by(@Nullable Caller other) {
        return new Ask(other, method, path, body, key, ifMatch);
    }

    Ask to(String other) {
        return new Ask(caller, method, other, body, key, ifMatch);
    }

    Ask saying(@Nullable String other) {
        return new Ask(caller, method, path, other, key, ifMatch);
    }

    Ask under(@Nullable String other) {
        return new Ask(caller, method, path, body, other, ifMatch);
    }

    Ask seen(@Nullable String version) {
        return new Ask(caller, method, path, body, key, version);
    }

    HttpRequest request(Api api, Locale language) {
        List<String> headers = new ArrayList<>(List.of("Accept-Language", language.getLanguage()));
        if (ifMatch != null) {
            headers.addAll(List.of("If-Match", ifMatch));
        }
        return api.as(caller).request(method, path, body, key, headers.toArray(String[]::new));
    }
}
