package erp.platform.refreshsession;

import erp.security.SigningKeys;
import erp.web.Function;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;

/** The own issuer's keys, for everybody. */
@Controller
@Function(name = "refresh-session", open = true)
@Requires(beans = SigningKeys.class)
class Jwks {

    private final SigningKeys keys;

    Jwks(SigningKeys keys) {
        this.keys = keys;
    }

    /**
     * The public keys that access tokens are verified with (RFC 7517), for functions and other parties without the key file. They may
     * be kept for a minute: an unknown key makes readers ask again.
     */
    @ApiResponse(responseCode = "200", content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = "object")))
    @Get(value = "/.well-known/jwks.json", produces = MediaType.APPLICATION_JSON)
    HttpResponse<String> keys() {
        return HttpResponse.ok(keys.publicJwks()).header(HttpHeaders.CACHE_CONTROL, "public, max-age=60");
    }
}
