package erp.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** Signs access tokens (RFC 9068) of the own issuer. */
public final class TokenIssuer {

    /** How long an access token is accepted; so late at most do a new role or a blocked user take effect. */
    public static final Duration LIFE = Duration.ofMinutes(15);
    /** Keeps access tokens apart from every other kind of token signed with the same keys (RFC 9068, 2.1). */
    static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    /** A signed token and the end of its life. */
    public record AccessToken(String value, Instant expiresAt) {
    }

    private final SigningKeys keys;
    private final String audience;

    public TokenIssuer(SigningKeys keys, String audience) {
        this.keys = keys;
        this.audience = audience;
    }

    /** A token for this caller, with 15 minutes to live. */
    public AccessToken issue(Caller caller, Instant now) {
        Instant expiresAt = now.plus(LIFE);
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
            .issuer(SecuritySettings.OWN_ISSUER).audience(audience).subject(caller.user().toString())
            .claim("company", caller.company()).claim("roles", caller.roles()).claim("locale", caller.locale().getLanguage())
            .issueTime(Date.from(now)).expirationTime(Date.from(expiresAt)).jwtID(UUID.randomUUID().toString());
        if (caller.operator()) {
            claims.claim("operator", true);
        }
        RSAKey key = keys.signing(now);
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(ACCESS_TOKEN).keyID(key.getKeyID()).build();
        SignedJWT token = new SignedJWT(header, claims.build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("The key " + key.getKeyID() + " cannot sign", e);
        }
        return new AccessToken(token.serialize(), expiresAt);
    }
}
