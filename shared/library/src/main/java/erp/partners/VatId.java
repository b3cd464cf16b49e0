package erp.partners;

import erp.work.Refusal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A VAT identification number of a member state or of Northern Ireland, as VIES writes it: without separators.
 * That its form is right does not mean that it was given to anyone.
 *
 * @param prefix the first two letters: ISO 3166-1, but EL for Greece, and XI for Northern Ireland
 */
public record VatId(String prefix, String number) {

    private static final Pattern SEPARATORS = Pattern.compile("[\\s.\\-/]");

    private static final Map<String, Pattern> FORMATS = Map.ofEntries(
        format("AT", "U\\d{8}"),
        format("BE", "[01]\\d{9}"),
        format("BG", "\\d{9,10}"),
        format("CY", "\\d{8}[A-Z]"),
        format("CZ", "\\d{8,10}"),
        format("DE", "[1-9]\\d{8}"),
        format("DK", "\\d{8}"),
        format("EE", "\\d{9}"),
        format("EL", "\\d{9}"),
        format("ES", "(?!\\d{9})[A-Z0-9]\\d{7}[A-Z0-9]"),
        format("FI", "\\d{8}"),
        format("FR", "[A-HJ-NP-Z0-9]{2}\\d{9}"),
        format("HR", "\\d{11}"),
        format("HU", "\\d{8}"),
        format("IE", "\\d{7}[A-W][A-I]?|\\d[A-Z+*]\\d{5}[A-W]"),
        format("IT", "\\d{11}"),
        format("LT", "\\d{9}|\\d{12}"),
        format("LU", "\\d{8}"),
        format("LV", "\\d{11}"),
        format("MT", "\\d{8}"),
        format("NL", "[A-Z0-9+*]{10}\\d{2}"),
        format("PL", "\\d{10}"),
        format("PT", "\\d{9}"),
        format("RO", "\\d{2,10}"),
        format("SE", "\\d{10}01"),
        format("SI", "\\d{8}"),
        format("SK", "\\d{10}"),
        format("XI", "\\d{9}|\\d{12}|GD\\d{3}|HA\\d{3}"));

    /** Refuses with {@code vat_id_format}. */
    public VatId {
        Pattern format = FORMATS.get(prefix);
        if (format == null || !format.matcher(number).matches() || prefix.equals("DE") && !hasGermanCheckDigit(number)) {
            throw new Refusal(PartnersCode.VAT_ID_FORMAT, prefix + number);
        }
    }

    /** Reads {@code DE 136 695 976}; spaces, points, dashes, slashes and small letters do not matter. */
    public static VatId parse(String text) {
        String plain = SEPARATORS.matcher(text).replaceAll("").toUpperCase(Locale.ROOT);
        if (plain.length() < 2) {
            throw new Refusal(PartnersCode.VAT_ID_FORMAT, text);
        }
        return new VatId(plain.substring(0, 2), plain.substring(2));
    }

    /** The country that gave it, as ISO 3166-1 writes it. */
    public String country() {
        return switch (prefix) {
            case "EL" -> "GR";
            case "XI" -> "GB";
            default -> prefix;
        };
    }

    /** Whether it is good for goods only, as those of Northern Ireland are. */
    public boolean isNorthernIrish() {
        return prefix.equals("XI");
    }

    @Override
    public String toString() {
        return prefix + number;
    }

    /** ISO 7064 MOD 11,10. */
    private static boolean hasGermanCheckDigit(String digits) {
        int product = 10;
        for (int i = 0; i < 8; i++) {
            int sum = (digits.charAt(i) - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - product) % 10 == digits.charAt(8) - '0';
    }

    private static Map.Entry<String, Pattern> format(String prefix, String number) {
        return Map.entry(prefix, Pattern.compile(number));
    }
}
