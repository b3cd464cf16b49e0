package erp.documents.renderdocument;

import erp.products.UnitCode;
import java.math.BigDecimal;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Locale;
import java.util.Objects;
import java.util.ResourceBundle;

/** One language of the templates: their words ({@code words_de.properties}, {@code words_en.properties}), and how it writes numbers. */
final class Words {

    private final String language;
    private final Locale locale;
    private final DateTimeFormatter dates;
    private final ResourceBundle words;

    private Words(String language, Locale locale, String dates) {
        this.language = language;
        this.locale = locale;
        this.dates = DateTimeFormatter.ofPattern(dates, locale);
        this.words = ResourceBundle.getBundle("erp.documents.renderdocument.words", Locale.of(language),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** The words of a partner's language. */
    static Words of(String language) {
        return language.equals("de") ? new Words("de", Locale.GERMANY, "dd.MM.yyyy") : new Words("en", Locale.UK, "d MMMM yyyy");
    }

    String language() {
        return language;
    }

    /** A text with its placeholders filled. */
    String say(String key, Object... args) {
        String text = words.getString(key);
        return args.length == 0 ? text : new MessageFormat(text, locale).format(args);
    }

    String date(LocalDate date) {
        return dates.format(date);
    }

    /** An amount with its currency. */
    String money(BigDecimal amount, String currency) {
        NumberFormat format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(Currency.getInstance(currency));
        return digits(format, currency).format(amount);
    }

    /** An amount in a column that says its currency. */
    String amount(BigDecimal amount, String currency) {
        return digits(NumberFormat.getNumberInstance(locale), currency).format(amount);
    }

    /** A price for one, which may be finer than the currency's smallest coin. */
    String price(BigDecimal price, String currency) {
        NumberFormat format = digits(NumberFormat.getNumberInstance(locale), currency);
        format.setMaximumFractionDigits(Math.max(format.getMinimumFractionDigits(), price.scale()));
        return format.format(price);
    }

    /** A quantity, without idle zeros. */
    String number(BigDecimal number) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(Math.max(0, number.scale()));
        return format.format(number);
    }

    String percent(BigDecimal percent) {
        return say("percent", number(percent));
    }

    /** A unit of UN/ECE Recommendation 20 as people write it. */
    String unit(String code) {
        String key = "unit." + code;
        if (words.containsKey(key)) {
            return words.getString(key);
        }
        UnitCode unit = UnitCode.of(code);
        return language.equals("de") ? unit.nameDe() : unit.nameEn();
    }

    String country(String code) {
        return Locale.of("", code).getDisplayCountry(locale);
    }

    /** An IBAN in groups of four, as it stands on paper (ISO 13616). */
    String iban(String iban) {
        return Objects.requireNonNull(iban).replaceAll("(.{4})(?!$)", "$1 ");
    }

    private static NumberFormat digits(NumberFormat format, String currency) {
        int digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format;
    }
}
