package erp.security;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.nio.file.Path;

/**
 * Whose tokens are accepted. Without {@code issuer} and {@code jwks-uri} it is the own issuer, named {@value #OWN_ISSUER},
 * with the keys of the file {@code keys}; with {@code jwks-uri} alone it is the own issuer with its keys read over HTTP, so
 * that only the functions that sign hold private keys; with {@code issuer} it is that OpenID Connect issuer.
 *
 * @param keys       the own issuer's keys, a JWK set (RFC 7517) with private keys; public keys are enough for verifying
 * @param createKeys whether a missing file of keys is created
 * @param issuer     the {@code iss} of a foreign issuer, exactly as its tokens carry it
 * @param jwksUri    where the issuer's keys are; without it, OpenID Connect Discovery tells
 * @param audience   the {@code aud} a token must carry
 * @param claims     where a token says what
 */
@ConfigurationProperties("erp.security")
public record SecuritySettings(@Nullable Path keys, @Bindable(defaultValue = "false") boolean createKeys, @Nullable String issuer,
                               @Nullable URI jwksUri, @Bindable(defaultValue = "erp") String audience, Claims claims) {

    /** The {@code iss} of tokens this system signs. */
    public static final String OWN_ISSUER = "erp";

    /**
     * Names of claims, or paths of names joined by dots, such as {@code realm_access.roles} with Keycloak.
     *
     * @param user     text that names the user for ever
     * @param company  an integer
     * @param roles    a list of texts
     * @param locale   a language tag
     * @param operator {@code true} for those who may set up companies
     */
    @ConfigurationProperties("claims")
    public record Claims(@Bindable(defaultValue = "sub") String user, @Bindable(defaultValue = "company") String company,
                         @Bindable(defaultValue = "roles") String roles, @Bindable(defaultValue = "locale") String locale,
                         @Bindable(defaultValue = "operator") String operator) {

        /** The claims of the own issuer. */
        static final Claims OWN = new Claims("sub", "company", "roles", "locale", "operator");
    }

    /** The own issuer with its keys in a file. */
    static SecuritySettings own(Path keys) {
        return new SecuritySettings(keys, false, null, null, "erp", Claims.OWN);
    }

    boolean foreign() {
        return issuer != null;
    }

    String issuerName() {
        return issuer != null ? issuer : OWN_ISSUER;
    }
}
