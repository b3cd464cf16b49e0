package erp.local;

import io.micronaut.core.annotation.Nullable;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.UUID;

/**
 * An operation that was acknowledged: from then on the same request must get the same answer.
 *
 * @param deed    what was done
 * @param request how it was asked for
 * @param status  of the answer
 * @param answer  the answer's body
 */
record Promise(Deed deed, Request request, int status, byte[] answer) {

    /**
     * A request that can be repeated.
     *
     * @param key     its idempotency key, and its trace
     * @param version what it has seen of the document; absent where it does not tell
     */
    record Request(String method, URI address, String token, UUID key, @Nullable Integer version, byte[] body) {

        HttpRequest http() {
            String trace = key.toString().replace("-", "");
            HttpRequest.Builder http = HttpRequest.newBuilder(address).timeout(Clerk.REQUEST_LIMIT)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json").header("Idempotency-Key", key.toString())
                    .header("traceparent", "00-" + trace + "-" + trace.substring(16) + "-01")
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
            return (version == null ? http : http.header("If-Match", "\"" + version + "\"")).build();
        }
    }
}
