package erp.tax;

import erp.work.Code;
import erp.work.Refusal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What must be right about the tax of a document before it is posted. */
public final class TaxRules {

    /**
     * A document as far as its tax goes.
     *
     * @param hasBuyerVatId whether the buyer's VAT-ID stands on it
     */
    public record Document(TaxRegime regime, LocalDate supplyDate, boolean hasBuyerVatId, List<Line> lines) {
    }

    /** @param exemptionReason in words or as a VATEX code; null or blank where there is none */
    public record Line(TaxKey key, String exemptionReason) {

        private boolean hasReason() {
            return exemptionReason != null && !exemptionReason.isBlank();
        }
    }

    private final TaxTable table;
    private final Document document;
    private final List<Refusal.Field> problems = new ArrayList<>();

    private TaxRules(TaxTable table, Document document) {
        this.table = table;
        this.document = document;
    }

    /** Refuses a document that breaks a rule, with the first rule's code and every line at fault. */
    public static void check(TaxTable table, Document document) {
        List<Refusal.Field> problems = problems(table, document);
        if (!problems.isEmpty()) {
            Refusal.Field first = problems.getFirst();
            throw new Refusal(problems, first.code(), first.args());
        }
    }

    /** The lines at fault, rule by rule; empty when the document may be posted. */
    public static List<Refusal.Field> problems(TaxTable table, Document document) {
        return new TaxRules(table, document).problems();
    }

    private List<Refusal.Field> problems() {
        refuse(TaxCode.TAX_REGIME, key -> document.regime() == TaxRegime.SMALL_BUSINESS && key.category().isTaxed());
        refuse(TaxCode.RATE_NOT_VALID_ON_DATE, key -> !table.knows(key, document.supplyDate()));
        refuse(TaxCode.BR_IC_02, key -> key.category() == TaxCategory.K && !document.hasBuyerVatId());
        refuse(TaxCode.BR_O_11, key -> key.category() == TaxCategory.O && isMixed());
        refuseWithoutReason();
        return List.copyOf(problems);
    }

    private boolean isMixed() {
        return document.lines().stream().anyMatch(line -> line.key().category() != TaxCategory.O);
    }

    private void refuseWithoutReason() {
        for (int i = 0; i < document.lines().size(); i++) {
            Line line = document.lines().get(i);
            TaxCategory category = line.key().category();
            if (category.needsReason() && !line.hasReason()) {
                add(i, category == TaxCategory.AE ? TaxCode.BR_AE_10 : TaxCode.EXEMPTION_REASON_MISSING);
            }
        }
    }

    private void refuse(Code code, Predicate<TaxKey> broken) {
        IntStream.range(0, document.lines().size())
                .filter(i -> broken.test(document.lines().get(i).key()))
                .forEach(i -> add(i, code));
    }

    private void add(int line, Code code) {
        TaxKey key = document.lines().get(line).key();
        problems.add(new Refusal.Field("/lines/" + line, code, key.toString(), document.supplyDate(), line + 1));
    }
}
