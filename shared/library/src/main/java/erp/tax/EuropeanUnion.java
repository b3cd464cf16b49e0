package erp.tax;

import java.util.Set;

/** The member states whose VAT areas form one (Directive 2006/112/EC), as of 2021-01-01, when the United Kingdom had left. */
public final class EuropeanUnion {

    /**
     * What VAT-IDs and some addresses call Northern Ireland: for goods it stays in the Union (Protocol on Ireland/Northern
     * Ireland, art. 8). ISO 3166-1 knows only GB.
     */
    public static final String NORTHERN_IRELAND = "XI";

    private static final Set<String> MEMBERS = Set.of(
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
        "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");

    private EuropeanUnion() {
    }

    /** @param country ISO 3166-1 alpha-2, Greece is GR */
    public static boolean contains(String country) {
        return MEMBERS.contains(country);
    }
}
