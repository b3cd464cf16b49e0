package erp.security;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Reads the caller out of a token's claims; what is there must have the right form, even where it may be missing. */
record CallerClaims(SecuritySettings settings) {

    Caller read(JWTClaimsSet token) throws BadJWTException {
        SecuritySettings.Claims names = settings.claims();
        Map<String, Object> claims = token.getClaims();
        return new Caller(user(find(claims, names.user())), company(find(claims, names.company())), roles(find(claims, names.roles())),
            locale(find(claims, names.locale())), Boolean.TRUE.equals(find(claims, names.operator())));
    }

    private UUID user(Object value) throws BadJWTException {
        if (!(value instanceof String name) || name.isBlank()) {
            throw new BadJWTException("no user");
        }
        UUID literal = uuid(name);
        if (literal == null && !settings.foreign()) {
            throw new BadJWTException("not a user id");
        }
        return literal != null ? literal : named(settings.issuer(), name);
    }

    private static UUID uuid(String name) {
        try {
            UUID id = UUID.fromString(name);
            // fromString also reads "1-2-3-4-5"; two texts must not be one user.
            return id.toString().equals(name) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A name-based UUID, version 8 with SHA-256 (RFC 9562, 6.5): the MD5 of version 3 lets two names collide. */
    static UUID named(String issuer, String name) {
        ByteBuffer hash = ByteBuffer.wrap(Sha256.of((issuer + ' ' + name).getBytes(StandardCharsets.UTF_8)));
        long high = hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x8000L;
        long low = hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static int company(Object value) throws BadJWTException {
        if (value == null) {
            return 0;
        }
        if (!(value instanceof Long company) || company < 0 || company > Integer.MAX_VALUE) {
            throw new BadJWTException("company is not an integer");
        }
        return company.intValue();
    }

    private static List<String> roles(Object value) throws BadJWTException {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            throw new BadJWTException("roles are not texts");
        }
        return list.stream().map(String.class::cast).toList();
    }

    private static Locale locale(Object value) {
        boolean german = value instanceof String tag && Locale.forLanguageTag(tag).getLanguage().equals("de");
        return german ? Locale.GERMAN : Locale.ENGLISH;
    }

    /** The claim of that very name (names may be URLs, with dots), else the value at the end of the path. */
    private static Object find(Map<?, ?> claims, String path) {
        int dot = path.indexOf('.');
        if (dot < 0 || claims.containsKey(path)) {
            return claims.get(path);
        }
        return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner ? find(inner, path.substring(dot + 1)) : null;
    }
}
