package erp.platform;

import erp.work.Refusal;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a user signs in with, an e-mail address or a name; small and capital letters do not matter.
 *
 * @param text in the one form it is stored and looked up in
 */
public record Login(String text) {

    /** RFC 5321 allows addresses of 254 characters. */
    private static final int LONGEST = 254;
    /** No blanks and nothing invisible. */
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]{1," + LONGEST + "}");

    /** The login as somebody typed it, of whatever form; what is too long to be anybody's is cut, for it is counted and looked up. */
    public static Login of(String typed) {
        String normal = Normalizer.normalize(typed, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
        return new Login(normal.substring(0, Math.min(normal.length(), LONGEST + 1)));
    }

    /**
     * The login of a new user.
     *
     * @throws Refusal 422 {@code login_format}
     */
    public static Login fresh(String typed) {
        Login login = of(typed);
        if (!FORM.matcher(login.text).matches()) {
            throw new Refusal(PlatformCode.LOGIN_FORMAT);
        }
        return login;
    }
}
