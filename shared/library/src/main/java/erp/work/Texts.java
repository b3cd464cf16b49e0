package erp.work;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/** The texts of refusals in German and English, from {@code problems_*.properties}. */
public final class Texts {

    private static final Map<String, ResourceBundle> BUNDLES = Map.of(
            "de", bundle(Locale.GERMAN), "en", bundle(Locale.ENGLISH));

    private Texts() {
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle("problems", locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    /** Whether a code has texts, which makes it one that callers may see. */
    public static boolean has(String code) {
        return BUNDLES.get("en").containsKey(code + ".title");
    }

    /** The short text of a code, the same for every occurrence. */
    public static String title(String code, Locale locale) {
        return text(code + ".title", locale, code);
    }

    /** What happened in this case; the title where the code has no more to say. */
    public static String detail(String code, Locale locale, Object... args) {
        String pattern = text(code + ".detail", locale, null);
        return pattern == null ? title(code, locale) : new MessageFormat(pattern, locale).format(args);
    }

    /** What a refusal with this code means for people, and what they can do about it. */
    public static String help(String code, Locale locale) {
        return text(code + ".help", locale, code);
    }

    private static String text(String key, Locale locale, String fallback) {
        ResourceBundle bundle = BUNDLES.getOrDefault(locale.getLanguage(), BUNDLES.get("en"));
        return bundle.containsKey(key) ? bundle.getString(key) : fallback;
    }
}
