package erp.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.micronaut.core.annotation.Nullable;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * An issuer's public keys, read over HTTP from its JWK set; where that is, is configured or found by OpenID Connect
 * Discovery 1.0. Nothing is read before the first token arrives, so that an issuer that is down keeps no function from starting.
 */
final class IssuerKeys<C extends SecurityContext> implements JWKSetSource<C> {

    /**
     * How often keys are read.
     *
     * @param freshFor how long they are used before they are read again; a key taken back is refused after this time plus
     *                 {@link SignedTokens#REMEMBERED_FOR}
     * @param ahead    how long before that they are read in the background
     * @param interval the time in which they are read at most twice, however many tokens name unknown keys
     * @param patience how long a request waits while another one reads
     */
    record Pace(Duration freshFor, Duration ahead, Duration interval, Duration patience) {

        static final Pace USUAL = new Pace(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(10));
    }

    private static final Duration OUTAGE_TOLERATED = Duration.ofHours(4);
    private static final int HTTP_TIMEOUT_MILLIS = 2_000;
    private static final int DOCUMENT_BYTES = 200_000;

    private final DefaultResourceRetriever http = new DefaultResourceRetriever(HTTP_TIMEOUT_MILLIS, HTTP_TIMEOUT_MILLIS, DOCUMENT_BYTES);
    private final String issuer;
    private volatile URI location;
    private volatile JWKSet last;
    private volatile long lastMillis;

    private IssuerKeys(@Nullable String issuer, @Nullable URI location) {
        this.issuer = issuer;
        this.location = location;
    }

    /**
     * The keys of an issuer.
     *
     * @param issuer   its name, by which discovery finds it
     * @param location where its keys are; {@code null} where discovery tells
     */
    static <C extends SecurityContext> JWKSource<C> of(@Nullable String issuer, @Nullable URI location, Pace pace) {
        IssuerKeys<C> origin = new IssuerKeys<>(issuer, location);
        return JWKSourceBuilder.<C>create(origin)
            .cache(pace.freshFor().toMillis(), pace.patience().toMillis())
            .refreshAheadCache(pace.ahead().toMillis(), null, Executors.newVirtualThreadPerTaskExecutor(), true, null, false)
            .rateLimited(pace.interval().toMillis())
            .retrying(true)
            .outageTolerant(OUTAGE_TOLERATED.toMillis())
            // The library limits its readings also while the issuer is down, and would then refuse genuine tokens.
            .failover(origin::findInLast)
            .build();
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long millis, C context) throws KeySourceException {
        if (location == null) {
            location = discover();
        }
        last = new URLBasedJWKSetSource<C>(url(location), http).getJWKSet(refresh, millis, context);
        lastMillis = millis;
        return last;
    }

    private List<JWK> findInLast(JWKSelector selector, C context) throws KeySourceException {
        JWKSet keys = last;
        if (keys == null || System.currentTimeMillis() - lastMillis > OUTAGE_TOLERATED.toMillis()) {
            throw new JWKSetUnavailableException("no keys of " + issuer);
        }
        return selector.select(keys);
    }

    /** OpenID Connect Discovery 1.0, section 4; its document must name the very issuer that was asked (4.3). */
    private URI discover() throws JWKSetRetrievalException {
        String document = issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration";
        try {
            Map<String, Object> found = JSONObjectUtils.parse(http.retrieveResource(url(URI.create(document))).getContent());
            if (!issuer.equals(found.get("issuer"))) {
                throw new IOException("it is the document of " + found.get("issuer"));
            }
            return JSONObjectUtils.getURI(found, "jwks_uri");
        } catch (IOException | ParseException e) {
            throw new JWKSetRetrievalException(document + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static URL url(URI location) throws JWKSetRetrievalException {
        try {
            return location.toURL();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new JWKSetRetrievalException(location + " is not an address", e);
        }
    }

    @Override
    public void close() {
        // Nothing stays open between two readings.
    }
}
