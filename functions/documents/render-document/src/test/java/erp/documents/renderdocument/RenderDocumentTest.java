package erp.documents.renderdocument;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import erp.company.Companies;
import erp.company.Company;
import erp.documents.RenderDocument;
import erp.documents.Source;
import erp.money.LineAmount;
import erp.receivables.InvoiceHead;
import erp.receivables.InvoiceLine;
import erp.receivables.InvoiceTotals;
import erp.receivables.Invoices;
import erp.security.Caller;
import erp.tax.TaxCase;
import erp.tax.TaxCategory;
import erp.tax.TaxKey;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import erp.testing.TaskRuns;
import erp.work.Ids;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class RenderDocumentTest {

    private static final Map<TaxKey, TaxCase> CASES = Map.of(TaxKey.standard(19), TaxCase.STANDARD, TaxKey.standard(7), TaxCase.REDUCED,
            new TaxKey(TaxCategory.K, BigDecimal.ZERO), TaxCase.EU_SUPPLY);

    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    @Inject
    TaskRuns tasks;
    @Inject
    ObjectMapper json;
    private Caller caller;
    private UUID customer;

    @BeforeEach
    void start() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Blumen & Söhne <Größe>", "DE");
    }

    private static InvoiceLine line(int n, String text, String quantity, String unit, String price, String discount, String category,
            int rate, @Nullable String note) {
        BigDecimal net = LineAmount.of(new BigDecimal(quantity), new BigDecimal(price), new BigDecimal(discount),
                java.util.Currency.getInstance("EUR")).amount();
        return new InvoiceLine(n, null, null, null, null, null, null, text, new BigDecimal(quantity), unit, new BigDecimal(price),
                new BigDecimal(discount), net, null, category, BigDecimal.valueOf(rate), note);
    }

    private UUID invoice(InvoiceLine... lines) {
        UUID draft = fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            InvoiceTotals totals = InvoiceTotals.of(company, List.of(lines), CASES);
            LocalDate date = LocalDate.of(2026, 11, 2);
            InvoiceHead head = new InvoiceHead(Ids.next(), "380", null, "draft", customer, date, date.minusDays(3), date, "EUR", "DE",
                    totals.net(), totals.tax(), totals.gross(), null, null, null, "Danke für Ihren Auftrag.", 1);
            Invoices.write(tx, head, List.of(lines), totals.taxes());
            return head.id();
        });
        return receivables.post(caller, draft);
    }

    private void customer(String set, Object... args) {
        fixtures.in(caller, tx -> {
            Object[] all = java.util.Arrays.copyOf(args, args.length + 2);
            all[args.length] = tx.company();
            all[args.length + 1] = customer;
            tx.write("update partners.partners set " + set + " where company_id = ? and id = ?", all);
            return null;
        });
    }

    private TaskRuns.Row render(Source source) {
        TaskRuns.Row row = tasks.run(caller, new RenderDocument(source));
        assertEquals("done", row.state(), row::toString);
        return row;
    }

    private byte[] bytes(Source source) {
        return fixtures.value(caller, byte[].class, "select bytes from documents.documents where source_id = ?", source.id());
    }

    private List<String> pages(String name, Source source) throws IOException {
        render(source);
        byte[] bytes = bytes(source);
        // To be looked at.
        Files.write(Path.of("target", name + ".pdf"), bytes);
        try (PDDocument document = Loader.loadPDF(bytes)) {
            return IntStream.rangeClosed(1, document.getNumberOfPages()).mapToObj(page -> text(document, page)).toList();
        }
    }

    private static String text(PDDocument document, int page) {
        try {
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setStartPage(page);
            stripper.setEndPage(page);
            stripper.setSortByPosition(true);
            return stripper.getText(document).lines().map(String::strip).filter(line -> !line.isEmpty())
                    .collect(java.util.stream.Collectors.joining("\n", "", "\n"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anInvoiceSaysAllThatTheLawWants() throws IOException {
        customer("discount_days = 8, discount_percent = 2, vat_id = 'DE129273398', buyer_reference = 'EK-4711'");
        UUID id = invoice(line(1, "Rosenstöcke, weiß", "12", "C62", "24.95", "5", "S", 19, null),
                line(2, "Blumenerde", "2.5", "MTQ", "39.9", "0", "S", 7, null));
        List<String> pages = pages("invoice", Source.salesInvoice(id));
        System.out.println(pages);
        assertEquals(1, pages.size());
    }

    @Test
    void aLongOneRepeatsItsHeadAndCarriesItsSum() throws IOException {
        customer("language = 'en', country = 'AT', vat_id = 'ATU12345675'");
        UUID id = invoice(IntStream.rangeClosed(1, 70).mapToObj(n -> line(n, "Item " + n + (n % 7 == 0 ? " with a description that is so long "
                + "that it needs more than one line, because somebody has written down everything about it" : ""), "1", "C62", "10.01", "0", "S", 19, null))
                .toArray(InvoiceLine[]::new));
        List<String> pages = pages("long", Source.salesInvoice(id));
        System.out.println(pages);
    }
}
