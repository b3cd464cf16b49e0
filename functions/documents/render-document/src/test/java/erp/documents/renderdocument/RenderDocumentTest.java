package erp.documents.renderdocument;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import erp.security.Sha256;
import erp.tax.TaxCase;
import erp.tax.TaxCategory;
import erp.tax.TaxKey;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import erp.testing.TaskRuns;
import erp.work.Ids;
import erp.work.JsonText;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final String LONG = "Ein Artikel mit einer Beschreibung, die so lang ist, dass sie mehr als eine Zeile braucht, "
            + "weil jemand alles aufgeschrieben hat, was es über ihn zu sagen gibt";

    private static final String FOOT_DE = """
            Muster GmbH Erika Muster USt-IdNr. DE136695976 IBAN DE02 1203 0000 0000 2020 51
            Hauptstraße 1 Tel. +49 30 123456 Steuernr. 30/123/45678 BIC BYLADEM1001
            10115 Berlin info@muster.example
            Deutschland
            """;
    private static final String FOOT_EN = """
            Muster GmbH Erika Muster VAT ID DE136695976 IBAN DE02 1203 0000 0000 2020 51
            Hauptstraße 1 Phone +49 30 123456 Tax no. 30/123/45678 BIC BYLADEM1001
            10115 Berlin info@muster.example
            Germany
            """;

    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    @Inject
    TaskRuns tasks;
    @Inject
    Templates templates;
    @Inject
    JsonText jsonText;
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
        return document("380", null, lines);
    }

    private UUID document(String type, @Nullable UUID cancels, InvoiceLine... lines) {
        UUID draft = fixtures.in(caller, tx -> {
            Company company = Companies.read(tx);
            InvoiceTotals totals = InvoiceTotals.of(company, List.of(lines), CASES);
            LocalDate date = LocalDate.of(2026, 11, 2);
            InvoiceHead head = new InvoiceHead(Ids.next(), type, null, "draft", customer, date, date.minusDays(3), date, "EUR", "DE",
                    totals.net(), totals.tax(), totals.gross(), null, cancels, null, "Danke für Ihren Auftrag.", 1);
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
        assertEquals(List.of(), Archivable.violations(bytes), name);
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
            return stripper.getText(document).lines().map(String::strip).map(line -> line.replace('\u00a0', ' '))
                    .filter(line -> !line.isEmpty())
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
        assertEquals(List.of("""
                Muster GmbH
                Rechnungsnummer INV-000001
                Muster GmbH · Hauptstraße 1 · 10115 Berlin Datum 02.11.2026
                Leistungsdatum 30.10.2026
                Blumen & Söhne <Größe> Kundennummer 10000
                Allee 2 Ihre USt-IdNr. DE129273398
                20095 Ort Ihre Referenz EK-4711
                Rechnung INV-000001
                Danke für Ihren Auftrag.
                Pos. Bezeichnung Menge Einheit Einzelpreis Rabatt USt Betrag EUR
                1 Rosenstöcke, weiß 12 Stück 24,95 5 % 19 % 284,43
                2 Blumenerde 2,5 Kubikmeter 39,90 7 % 99,75
                Nettobetrag 384,18 €
                19 % USt auf 284,43 € 54,04 €
                7 % USt auf 99,75 € 6,98 €
                Rechnungsbetrag 445,20 €
                Zahlbar bis 16.11.2026 ohne Abzug: 445,20 €
                Skonto bis 10.11.2026 abzüglich 2 % (8,90 €): 436,30 €
                Konto Muster GmbH · IBAN DE02 1203 0000 0000 2020 51 · BIC BYLADEM1001
                Verwendungszweck INV-000001
                Seite 1 von 1
                """ + FOOT_DE), pages("invoice", Source.salesInvoice(id)));
    }

    @Test
    void anInvoiceToAnotherMemberStateSaysWhyThereIsNoTax() throws IOException {
        customer("language = 'en', country = 'FR', vat_id = 'FR40303265045'");
        UUID id = invoice(line(1, "Roses", "12", "C62", "24.955", "0", "K", 0, "Tax-free intra-Community supply"));
        assertEquals(List.of("""
                Muster GmbH
                Invoice number INV-000001
                Muster GmbH · Hauptstraße 1 · 10115 Berlin Date 2 November 2026
                Date of supply 30 October 2026
                Blumen & Söhne <Größe> Customer number 10000
                Allee 2 Your VAT ID FR40303265045
                20095 Ort Country of delivery Germany
                France
                Invoice INV-000001
                Danke für Ihren Auftrag.
                Item Description Quantity Unit Unit price VAT Amount EUR
                1 Roses 12 pcs 24.955 0% 299.46
                Net amount €299.46
                0% VAT on €299.46 €0.00
                Invoice total €299.46
                Tax-free intra-Community supply
                Payable by 16 November 2026 in full: €299.46
                Account Muster GmbH · IBAN DE02 1203 0000 0000 2020 51 · BIC BYLADEM1001
                Payment reference INV-000001
                Page 1 of 1
                """ + FOOT_EN), pages("eu", Source.salesInvoice(id)));
    }

    @Test
    void aLongOneRepeatsItsHeadAndCarriesItsSum() throws IOException {
        UUID id = invoice(IntStream.rangeClosed(1, 70).mapToObj(n -> line(n, n % 7 == 0 ? LONG : "Artikel " + n, "1", "C62", "10.01", "0",
                "S", 19, null)).toArray(InvoiceLine[]::new));
        List<String> pages = pages("long", Source.salesInvoice(id));
        assertEquals(4, pages.size());
        for (int page = 1; page <= pages.size(); page++) {
            String text = pages.get(page - 1);
            assertEquals(1, text.split("Pos. Bezeichnung Menge", -1).length - 1, text);
            assertTrue(text.contains("Seite " + page + " von 4"), text);
            Matcher carried = Pattern.compile("Rechnung INV-000001 Übertrag (.*) €\n").matcher(text);
            assertEquals(page > 1, carried.find(), text);
            if (page > 1) {
                int before = Integer.parseInt(text.replaceAll("(?s).*Betrag EUR\n(\\d+) .*", "$1")) - 1;
                assertEquals(new BigDecimal("10.01").multiply(BigDecimal.valueOf(before)).toString().replace('.', ','), carried.group(1));
            }
        }
        assertTrue(pages.getLast().contains("Rechnungsbetrag 833,83 €"), pages::getLast);
    }

    @Test
    void aCreditNoteNamesItsInvoice() throws IOException {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID id = receivables.credited(caller, invoice, "2026-11-05", "40.00");
        assertEquals(List.of("""
                Muster GmbH
                Belegnummer INV-000002
                Muster GmbH · Hauptstraße 1 · 10115 Berlin Datum 05.11.2026
                Leistungsdatum 05.11.2026
                Blumen & Söhne <Größe> Kundennummer 10000
                Allee 2
                20095 Ort
                Rechnungskorrektur INV-000002
                Diese Korrektur bezieht sich auf die Rechnung INV-000001 vom 02.11.2026.
                Pos. Bezeichnung Menge Einheit Einzelpreis USt Betrag EUR
                1 Leistung 1 1 Stück 40,00 19 % 40,00
                Nettobetrag 40,00 €
                19 % USt auf 40,00 € 7,60 €
                Korrekturbetrag 47,60 €
                Der Betrag wird Ihrem Konto bei uns gutgeschrieben.
                Seite 1 von 1
                """ + FOOT_DE), pages("credit-note", Source.salesInvoice(id)));
    }

    @Test
    void aCreditNoteTakesBackItsShareOfTheCashDiscount() throws IOException {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID id = receivables.credited(caller, invoice, "2026-11-05", "40.00");
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into receivables.allocations (company_id, id, debit_item, credit_item, amount, discount, business_date)
                    values (?, ?, ?, ?, 0.95, -0.95, '2026-11-05')""", tx.company(), Ids.next(), receivables.item(caller, invoice),
                    receivables.item(caller, id));
            return null;
        });
        String text = pages("cash-discount", Source.salesInvoice(id)).getFirst();
        assertTrue(text.contains("Korrekturbetrag 47,60 €\nabzüglich gewährtes Skonto -0,95 €\nIhr Guthaben 46,65 €\n"), text);
    }

    @Test
    void aReversalNamesWhatItCancels() throws IOException {
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "100.00");
        UUID id = document("384", invoice, line(1, "Leistung 1", "-1", "C62", "100.00", "0", "S", 19, null));
        String text = pages("reversal", Source.salesInvoice(id)).getFirst();
        assertTrue(text.contains("Stornorechnung INV-000002\nDiese Stornorechnung hebt die Rechnung INV-000001 vom 02.11.2026 auf.\n"),
                text);
        assertTrue(text.contains("1 Leistung 1 -1 Stück 100,00 19 % -100,00\n"), text);
        assertTrue(text.contains("Stornobetrag -119,00 €\nDer Betrag der stornierten Rechnung ist nicht mehr zu zahlen;"), text);
    }

    @Test
    void aDeliveryNoteSaysWhatGoesWhere() throws IOException {
        UUID product = fixtures.product(caller, "R-1", "10.00", "fifo", "lot");
        UUID order = receivables.order(caller, customer, "DE", true, new ReceivablesFixtures.Piece(product, "3", "10.00"));
        UUID id = receivables.shipped(caller, order, "2026-10-30");
        fixtures.in(caller, tx -> {
            tx.write("update sales.orders set number = 'SO-7', customer_reference = 'B-12' where company_id = ? and id = ?",
                    tx.company(), order);
            tx.write("""
                    update sales.deliveries set number = 'DN-3', ship_to = '{"name": "Lager Süd", "city": "Köln", "country": "DE"}'
                     where company_id = ? and id = ?""", tx.company(), id);
            tx.write("update sales.delivery_lines set lot = 'L-2026' where company_id = ? and delivery_id = ?", tx.company(), id);
            return null;
        });
        assertEquals(List.of("""
                Muster GmbH
                Lieferscheinnummer DN-3
                Muster GmbH · Hauptstraße 1 · 10115 Berlin Versanddatum 30.10.2026
                Kundennummer 10000
                Lager Süd Besteller Blumen & Söhne
                Köln <Größe>
                Ihre Bestellung B-12
                Auftrag SO-7
                Lieferschein DN-3
                Wir liefern Ihnen:
                Pos. Art.-Nr. Bezeichnung Charge / Seriennr. Menge Einheit
                1 R-1 Product 1 L-2026 3 Stück
                Ware vollständig und unbeschädigt erhalten: Datum, Unterschrift
                Seite 1 von 1
                """ + FOOT_DE), pages("delivery", Source.delivery(id)));
    }

    @Test
    void aDunningLetterSaysWhatIsOwed() throws IOException {
        UUID invoice = receivables.posted(caller, customer, "2026-09-01", "1000.00");
        UUID id = Ids.next();
        fixtures.in(caller, tx -> {
            tx.write("""
                    insert into receivables.dunning_letters (company_id, id, partner_id, letter_date, level, text, pay_by, currency, open,
                                                             interest, interest_until, compensation, fee, total, snapshot)
                    select company_id, ?, partner_id, '2026-10-20', 2, 'demand', '2026-10-27', 'EUR', 1190, 12.62, '2026-10-20', 40, 0,
                           1242.62, snapshot from receivables.invoices where company_id = ? and id = ?""", id, tx.company(), invoice);
            tx.write("""
                    insert into receivables.dunning_items (company_id, letter_id, n, item_id, invoice_id, number, invoice_date, due_date,
                                                           level, days, amount, open, interest, compensation)
                    select i.company_id, ?, 1, o.id, i.id, i.number, i.invoice_date, o.due_date, 2, 35, o.amount, o.open, 12.62, 40
                      from receivables.invoices i join receivables.open_items o on o.company_id = i.company_id and o.source_id = i.id
                     where i.company_id = ? and i.id = ?""", id, tx.company(), invoice);
            return null;
        });
        assertEquals(List.of("""
                Muster GmbH
                Datum 20.10.2026
                Muster GmbH · Hauptstraße 1 · 10115 Berlin Kundennummer 10000
                Zahlbar bis 27.10.2026
                Blumen & Söhne <Größe>
                Allee 2
                20095 Ort
                Mahnung vom 20.10.2026
                Sehr geehrte Damen und Herren,
                trotz unserer Erinnerung sind die folgenden Rechnungen noch nicht beglichen. Sie sind in Verzug.
                Rechnung vom fällig am überfällig Rechnungsbetrag EUR offen EUR
                INV-000001 01.09.2026 15.09.2026 35 Tage 1.190,00 1.190,00
                Offene Rechnungen 1.190,00 €
                Verzugszinsen bis 20.10.2026 (§ 288 BGB) 12,62 €
                Verzugspauschale (§ 288 Abs. 5 BGB) 40,00 €
                Gesamtforderung 1.242,62 €
                Bitte überweisen Sie 1.242,62 € bis zum 27.10.2026 auf unser Konto.
                Konto Muster GmbH · IBAN DE02 1203 0000 0000 2020 51 · BIC BYLADEM1001
                Haben Sie in den letzten Tagen bezahlt, betrachten Sie dieses Schreiben bitte als gegenstandslos.
                Mit freundlichen Grüßen
                Muster GmbH
                Seite 1 von 1
                """ + FOOT_DE), pages("dunning", Source.dunningLetter(id)));
    }

    @Test
    void whatIsNotPostedIsRefusedAtOnce() {
        UUID draft = receivables.draft(caller, customer, "2026-11-02", "10.00");
        assertEquals("dead invoice_state", outcome(Source.salesInvoice(draft)));
        assertEquals("dead not_found", outcome(Source.salesInvoice(UUID.randomUUID())));
        assertEquals("dead not_found", outcome(Source.delivery(UUID.randomUUID())));
        assertEquals("dead not_found", outcome(Source.dunningLetter(UUID.randomUUID())));
        UUID invoice = receivables.posted(caller, customer, "2026-11-02", "10.00");
        caller = fixtures.company();
        assertEquals("dead not_found", outcome(Source.salesInvoice(invoice)));
    }

    private String outcome(Source source) {
        TaskRuns.Row row = tasks.run(caller, new RenderDocument(source));
        return row.state() + " " + row.errorCode();
    }

    @Test
    void aDocumentIsMadeOnceAndStays() throws IOException {
        Source source = Source.salesInvoice(receivables.posted(caller, customer, "2026-11-02", "10.00"));
        JsonNode first = json.readTree(render(source).result());
        byte[] bytes = bytes(source);
        customer("name = 'Umbenannt'");
        assertEquals(first, json.readTree(render(source).result()));
        assertArrayEquals(bytes, bytes(source));
        assertEquals(1, fixtures.value(caller, Integer.class, "select count(*)::int from documents.documents"));
        assertEquals("Rechnung-INV-000001.pdf 1 " + HexFormat.of().formatHex(Sha256.of(bytes)),
                first.at("/fileName").asText() + " " + first.at("/pages") + " " + first.at("/sha256").asText());
        assertEquals("""
                Guten Tag,

                anbei erhalten Sie unsere Rechnung INV-000001 vom 02.11.2026 über 11,90\u00a0€.

                Wir freuen uns auf Ihre Zahlung bis zum 16.11.2026.

                Freundliche Grüße
                Erika Muster
                Muster GmbH""", fixtures.value(caller, String.class, "select cover from documents.documents"));
    }

    @Test
    void theSamePagesAreTheSameBytesAlsoInAnotherProcess() throws Exception {
        UUID id = invoice(line(1, "Rosenstöcke, weiß", "12", "C62", "24.95", "5", "S", 19, null));
        String html = templates.page(fixtures.in(caller, tx -> InvoicePaper.load(tx, jsonText, id)));
        String here = Pages.digest(html);
        assertEquals(here, Pages.digest(html));
        assertNotEquals(here, Pages.digest(html.replace("weiß", "rot")));
        Path file = Files.writeString(Path.of("target", "pages.html"), html);
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Pages.class.getName(), file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        assertEquals(here, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        assertEquals(0, process.waitFor());
    }

    @Test
    void aWordThatIsTooLongIsBrokenAndLeavesRoomForTheOthers() throws IOException {
        UUID id = invoice(line(1, "X".repeat(150), "12", "C62", "24.95", "5", "S", 19, null));
        String text = pages("wide", Source.salesInvoice(id)).getFirst();
        assertTrue(Pattern.compile("1 X{20,} 12 Stück 24,95 5 % 19 % 284,43\n(X+\n)+Nettobetrag").matcher(text).find(), text);
        assertEquals(150, text.chars().filter(c -> c == 'X').count());
    }

    @Test
    void charactersThatXmlDoesNotKnowAreLeftOut() throws IOException {
        UUID id = invoice(line(1, "Rosen\u0001\u000b\uffff <b>&amp;</b>", "1", "C62", "1.00", "0", "S", 19, null));
        assertTrue(pages("odd", Source.salesInvoice(id)).getFirst().contains("1 Rosen <b>&amp;</b> 1 Stück"));
    }
}
