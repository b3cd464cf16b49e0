package erp.tax;

import erp.ledger.AccountNumbers;
import java.time.LocalDate;
import java.util.Locale;

/**
 * What a tax case means from a day to a day.
 *
 * @param from     first day of supply
 * @param until    last day of supply, {@link LocalDate#MAX} while it is open
 * @param revenue  account of the net amount
 * @param discount account of the net amount of a cash discount; the revenue account itself where the chart has no other
 * @param output   account of the tax; empty numbers where there is none
 * @param basisBox box of the UStVA for the net amount; empty where it is not declared
 * @param taxBox   box for the tax; empty where the form computes it
 * @param vatex    exemption reason code (BT-121); empty where none exists
 */
public record TaxRate(
        TaxCase taxCase, TaxKey key, LocalDate from, LocalDate until,
        AccountNumbers revenue, AccountNumbers discount, AccountNumbers output,
        String basisBox, String taxBox, String vatex, String reasonDe, String reasonEn) {

    public boolean covers(LocalDate supplyDate) {
        return !supplyDate.isBefore(from) && !supplyDate.isAfter(until);
    }

    /** The exemption reason (BT-120) in German or else in English; empty where there is tax. */
    public String reason(Locale locale) {
        return locale.getLanguage().equals("de") ? reasonDe : reasonEn;
    }
}
