package erp.security;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What functions are given: a verifier always, an issuer where this system signs its own tokens. */
@Factory
final class SecurityBeans {

    @Singleton
    @Requires(property = "erp.security.keys")
    @Requires(missingProperty = "erp.security.issuer")
    SigningKeys signingKeys(SecuritySettings settings) {
        return settings.createKeys() ? SigningKeys.create(settings.keys(), Clock.systemUTC().instant()) : SigningKeys.open(settings.keys());
    }

    @Singleton
    @Requires(beans = SigningKeys.class)
    TokenIssuer tokenIssuer(SigningKeys keys, SecuritySettings settings) {
        return new TokenIssuer(keys, settings.audience());
    }

    @Singleton
    TokenVerifier tokenVerifier(SecuritySettings settings, @Nullable SigningKeys keys) {
        return TokenVerifier.of(settings, keys);
    }

    @Singleton
    AccessAssertions accessAssertions(AccessSettings settings) {
        return AccessAssertions.of(settings);
    }

    @Singleton
    @Requires(beans = SigningKeys.class)
    SealedAnswers sealedAnswers(SigningKeys keys) {
        return new SealedAnswers(keys::secrets);
    }

    @Singleton
    SlowDigests slowDigests(Passwords passwords) {
        return new SlowDigests(passwords);
    }

    @Singleton
    Passwords passwords() {
        return new Passwords(Runtime.getRuntime().availableProcessors());
    }
}
