package erp.receivables.createinvoice;

import erp.company.Company;
import erp.partners.VatId;
import erp.receivables.InvoiceLine;
import erp.receivables.Parties;
import erp.tax.ProductTaxClass;
import erp.tax.TaxCase;
import erp.tax.TaxCategory;
import erp.tax.TaxCode;
import erp.tax.TaxDetermination;
import erp.tax.TaxKey;
import erp.tax.TaxRate;
import erp.tax.TaxRegime;
import erp.tax.TaxRules;
import erp.tax.TaxTable;
import erp.tax.Zone;
import erp.work.Refusal;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Decides on the tax of the lines of one invoice, by the parties, the country of supply and the day of supply. */
final class Taxation {

    /** How a line is taxed. */
    record Taxed(TaxKey key, @Nullable String note) {
    }

    private final TaxTable table = TaxTable.germany();
    private final TaxDetermination.Seller seller;
    private final String shipTo;
    private final @Nullable VatId buyer;
    private final Locale language;
    private final LocalDate supplyDate;
    private final Map<TaxKey, TaxCase> cases = new LinkedHashMap<>();

    Taxation(Company company, Parties.Customer customer, String shipTo, LocalDate supplyDate) {
        this.seller = new TaxDetermination.Seller(company.country(), company.taxRegime());
        this.shipTo = shipTo;
        this.buyer = customer.vatId() == null ? null : VatId.parse(customer.vatId());
        this.language = Locale.of(customer.language());
        this.supplyDate = supplyDate;
    }

    /** What decided on the tax of each category and rate. */
    Map<TaxKey, TaxCase> cases() {
        return cases;
    }

    /** The tax of a product of this class. */
    Taxed byClass(String taxClass) {
        TaxRate rate = table.at(determine(taxClass).taxCase(), supplyDate);
        cases.putIfAbsent(rate.key(), rate.taxCase());
        String reason = rate.reason(language);
        return new Taxed(rate.key(), reason.isEmpty() ? null : reason);
    }

    /** The tax as it was given; the case behind it is the one that fits to where the goods go. */
    Taxed given(CreateInvoice.Tax tax) {
        TaxKey key = new TaxKey(TaxCategory.valueOf(tax.category()), tax.rate() == null ? BigDecimal.ZERO : tax.rate());
        List<TaxRate> known = table.rates().stream().filter(rate -> rate.key().equals(key) && rate.covers(supplyDate)).toList();
        known.stream().filter(rate -> fits(rate.taxCase())).findFirst().or(() -> known.stream().findFirst())
                .ifPresent(rate -> cases.putIfAbsent(key, rate.taxCase()));
        return new Taxed(key, tax.note());
    }

    /** Refuses a delivery on whose day another rate was due than on the invoice's day of supply: it needs an invoice of its own. */
    void refuseOtherRate(int n, Taxed taxed, LocalDate shipDate) {
        if (!table.at(cases.get(taxed.key), shipDate).key().equals(taxed.key)) {
            Object[] args = {taxed.key.toString(), shipDate, n};
            throw new Refusal(List.of(new Refusal.Field("/lines/" + (n - 1), TaxCode.RATE_NOT_VALID_ON_DATE, args)),
                    TaxCode.RATE_NOT_VALID_ON_DATE, args);
        }
    }

    /** Refuses lines that break a rule of tax law or of EN 16931. */
    void check(List<InvoiceLine> lines) {
        TaxRules.check(table, new TaxRules.Document(seller.regime(), supplyDate, buyer != null,
                lines.stream().map(line -> new TaxRules.Line(line.key(), line.taxNote())).toList()));
    }

    private TaxDetermination determine(String taxClass) {
        return TaxDetermination.of(seller, shipTo, buyer, ProductTaxClass.valueOf(taxClass.toUpperCase(Locale.ROOT)));
    }

    private boolean fits(TaxCase taxCase) {
        Zone zone = determine("standard").zone();
        return switch (taxCase) {
            case SMALL_BUSINESS -> seller.regime() == TaxRegime.SMALL_BUSINESS;
            case EXEMPT -> seller.regime() != TaxRegime.SMALL_BUSINESS;
            case STANDARD, REDUCED, ZERO, REVERSE_CHARGE -> zone == Zone.DOMESTIC;
            case EU_STANDARD, EU_REDUCED, EU_SUPPLY, EU_SERVICE -> zone == Zone.EU;
            case EXPORT, NOT_SUBJECT -> zone == Zone.EXPORT;
        };
    }
}
