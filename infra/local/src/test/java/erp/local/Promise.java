package erp.local;

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
     * @param key its idempotency key, and its trace
     */
    record Request(URI address, String token, UUID key, byte[] body) {

        HttpRequest http() {
            String trace = key.toString().replace("-", "");
            return HttpRequest.newBuilder(address).timeout(Clerk.REQUEST_LIMIT).header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json").header("Idempotency-Key", key.toString())
                    .header("traceparent", "00-" + trace + "-" + trace.substring(16) + "-01")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        }
    }
}
