package erp.receivables;

import erp.tax.TaxCase;
import erp.work.Refusal;
import io.micronaut.core.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must stand on every invoice (§ 14 (4) UStG, for supplies to other member states also § 14a UStG). Number, dates, amounts and
 * rates cannot be absent by the form of a document; the rest is looked at here.
 */
public final class MandatoryFields {

    /** Where both VAT-IDs must stand on the invoice (§ 14a (1) and (3) UStG). */
    private static final Set<TaxCase> NEEDS_VAT_IDS = Set.of(TaxCase.EU_SUPPLY, TaxCase.EU_SERVICE);

    private final List<String> missing = new ArrayList<>();

    private MandatoryFields() {
    }

    /** The pointers of what is missing, in the order of the law; empty when the invoice may be posted. */
    public static List<String> missing(Parties parties, List<InvoiceLine> lines, List<InvoiceTax> taxes) {
        MandatoryFields fields = new MandatoryFields();
        fields.check(parties, lines, taxes);
        return List.copyOf(fields.missing);
    }

    /** Refuses with 422 {@code mandatory_field_missing} that lists what is missing. */
    public static void require(Parties parties, List<InvoiceLine> lines, List<InvoiceTax> taxes) {
        List<String> missing = missing(parties, lines, taxes);
        if (!missing.isEmpty()) {
            throw new Refusal(missing.stream().map(pointer -> new Refusal.Field(pointer, ReceivablesCode.MANDATORY_FIELD_MISSING,
                    pointer)).toList(), ReceivablesCode.MANDATORY_FIELD_MISSING, String.join(", ", missing));
        }
    }

    private void check(Parties parties, List<InvoiceLine> lines, List<InvoiceTax> taxes) {
        Parties.Seller seller = parties.seller();
        Parties.Buyer buyer = parties.buyer();
        require("/seller/name", seller.name());
        require("/seller/street", seller.street());
        require("/seller/postalCode", seller.postalCode());
        require("/seller/city", seller.city());
        require("/buyer/name", buyer.name());
        require("/buyer/street", buyer.street());
        if (seller.country().equals(buyer.country())) {
            // Not every country has postal codes.
            require("/buyer/postalCode", buyer.postalCode());
        }
        require("/buyer/city", buyer.city());
        if (isBlank(seller.vatId())) {
            require("/seller/taxNumber", seller.taxNumber());
        }
        for (int i = 0; i < lines.size(); i++) {
            require("/lines/" + i + "/description", lines.get(i).description());
        }
        Set<TaxCase> cases = taxes.stream().map(InvoiceTax::decidedBy).collect(Collectors.toSet());
        if (cases.stream().anyMatch(NEEDS_VAT_IDS::contains)) {
            require("/seller/vatId", seller.vatId());
            require("/buyer/vatId", buyer.vatId());
        }
    }

    private void require(String pointer, @Nullable String value) {
        if (isBlank(value)) {
            missing.add(pointer);
        }
    }

    private static boolean isBlank(@Nullable String value) {
        return value == null || value.isBlank();
    }
}
