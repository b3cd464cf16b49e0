package erp.products;

import erp.money.Rounding;
import erp.work.Refusal;
import java.math.BigDecimal;
import java.util.Arrays;

/** Units of measure by UN/ECE Recommendation 20, packages by Recommendation 21 with an X before them. */
public enum UnitCode {
    C62("Stück", "one", false),
    H87("Stück", "piece", false),
    PR("Paar", "pair", false),
    SET("Satz", "set", false),
    XBX("Karton", "box", false),
    XCT("Faltschachtel", "carton", false),
    XPK("Packung", "package", false),
    XPX("Palette", "pallet", false),
    LS("Pauschale", "lump sum", false),
    GRM("Gramm", "gram", true),
    KGM("Kilogramm", "kilogram", true),
    TNE("Tonne", "tonne", true),
    MLT("Milliliter", "millilitre", true),
    LTR("Liter", "litre", true),
    MTQ("Kubikmeter", "cubic metre", true),
    MMT("Millimeter", "millimetre", true),
    CMT("Zentimeter", "centimetre", true),
    MTR("Meter", "metre", true),
    KMT("Kilometer", "kilometre", true),
    MTK("Quadratmeter", "square metre", true),
    MIN("Minute", "minute", true),
    HUR("Stunde", "hour", true),
    DAY("Tag", "day", true),
    WEE("Woche", "week", true),
    MON("Monat", "month", true),
    ANN("Jahr", "year", true),
    KWH("Kilowattstunde", "kilowatt hour", true);

    private final String nameDe;
    private final String nameEn;
    private final boolean divisible;

    UnitCode(String nameDe, String nameEn, boolean divisible) {
        this.nameDe = nameDe;
        this.nameEn = nameEn;
        this.divisible = divisible;
    }

    /** The unit with this code; refuses with {@code unit_unknown}. */
    public static UnitCode of(String code) {
        return Arrays.stream(values()).filter(unit -> unit.name().equals(code)).findFirst()
                .orElseThrow(() -> new Refusal(ProductsCode.UNIT_UNKNOWN, code));
    }

    public String nameDe() {
        return nameDe;
    }

    public String nameEn() {
        return nameEn;
    }

    /** Whether a fraction of it makes sense. */
    public boolean isDivisible() {
        return divisible;
    }

    /** Refuses with {@code quantity_fraction} a fraction of what is counted. */
    public void check(BigDecimal quantity) {
        if (!divisible && Rounding.normal(quantity).scale() > 0) {
            throw new Refusal(ProductsCode.QUANTITY_FRACTION, quantity.toPlainString(), name());
        }
    }
}
