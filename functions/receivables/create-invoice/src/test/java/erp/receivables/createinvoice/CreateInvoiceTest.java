package erp.receivables.createinvoice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import erp.ledger.Chart;
import erp.security.Caller;
import erp.tax.TaxRegime;
import erp.testing.Api;
import erp.testing.Fixtures;
import erp.testing.ReceivablesFixtures;
import erp.testing.ReceivablesFixtures.Piece;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class CreateInvoiceTest {

    private static final String PATH = "/api/v1/sales-invoices";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ReceivablesFixtures receivables;
    private Caller caller;
    private UUID customer;
    private UUID product;

    @BeforeEach
    void start() {
        caller = fixtures.company();
        customer = fixtures.customer(caller, "Kunde", "DE");
        product = fixtures.product(caller, "A1", "10.00");
    }

    private Api.Answer create(String body, Object... args) {
        return api.as(caller).post(PATH, body.formatted(args));
    }

    private UUID delivery(String date, Piece... pieces) {
        return receivables.shipped(caller, receivables.order(caller, customer, "DE", true, pieces), date);
    }

    private BigDecimal invoiced(String table) {
        return fixtures.value(caller, BigDecimal.class, "select coalesce(sum(invoiced), 0) from sales." + table);
    }

    @Test
    void invoicesAllOfADeliveryOnItsShipDate() {
        UUID delivery = delivery("2026-10-30", new Piece(product, "3", "10.00"), new Piece(product, "1", "0.335"));
        Api.Answer answer = create("{\"deliveryIds\": [\"%s\"], \"invoiceDate\": \"2026-11-02\"}", delivery).expect(201);
        assertEquals("draft", answer.at("/state"));
        assertEquals("380", answer.at("/type"));
        assertEquals("", answer.at("/number"));
        assertEquals(customer.toString(), answer.at("/partnerId"));
        assertEquals("2026-10-30", answer.at("/supplyDate"));
        assertEquals("2026-11-16", answer.at("/dueDate"));
        assertEquals("30.34", answer.at("/net"));
        assertEquals("5.76", answer.at("/tax"));
        assertEquals("36.10", answer.at("/gross"));
        assertEquals("0.34", answer.at("/lines/1/net"));
        assertEquals(delivery.toString(), answer.at("/lines/1/deliveryId"));
        assertEquals("S", answer.at("/taxes/0/category"));
        assertEquals("30.34", answer.at("/taxes/0/basis"));
        assertEquals("\"1\"", answer.header("ETag"));
        assertEquals(PATH + "/" + answer.at("/id"), answer.header("Location"));
        assertEquals("4", invoiced("delivery_lines").toString());
        assertEquals("4", invoiced("order_lines").toString());
        receivables.check(caller);
    }

    @Test
    void takesOnlyThePartThatIsAskedFor() {
        UUID delivery = delivery("2026-10-30", new Piece(product, "3", "10.00"));
        assertEquals("10.00", create("{\"lines\": [{\"deliveryId\": \"%s\", \"deliveryLine\": 1, \"quantity\": \"1\"}]}", delivery)
                .expect(201).at("/net"));
        create("{\"lines\": [{\"deliveryId\": \"%s\", \"deliveryLine\": 1, \"quantity\": \"2.5\"}]}", delivery).expect(409,
                "already_invoiced");
        create("{\"deliveryIds\": [\"%s\"], \"lines\": [{\"deliveryId\": \"%<s\", \"deliveryLine\": 1, \"quantity\": \"1\"}]}", delivery)
                .expect(409, "already_invoiced");
        assertEquals("20.00", create("{\"deliveryIds\": [\"%s\"]}", delivery).expect(201).at("/net"));
        create("{\"deliveryIds\": [\"%s\"]}", delivery).expect(409, "already_invoiced");
    }

    @Test
    void coversADeliveryOnceAlsoInParallel() {
        UUID delivery = delivery("2026-10-30", new Piece(product, "3", "10.00"));
        List<Api.Answer> answers = api.as(caller).parallel(8, _ -> api.as(caller)
                .request("POST", PATH, "{\"deliveryIds\": [\"%s\"]}".formatted(delivery), UUID.randomUUID().toString()));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 201).count());
        assertEquals(7, answers.stream().filter(answer -> answer.status() == 409 && answer.at("/code").equals("already_invoiced")).count());
        assertEquals("3", invoiced("delivery_lines").toString());
    }

    @Test
    void takesTheLastDayOfSeveralDeliveries() {
        UUID first = delivery("2026-10-28", new Piece(product, "1", "10.00"));
        UUID second = delivery("2026-10-30", new Piece(product, "1", "10.00"));
        Api.Answer answer = create("{\"deliveryIds\": [\"%s\", \"%s\"]}", first, second).expect(201);
        assertEquals("2026-10-30", answer.at("/supplyDate"));
        assertEquals("20.00", answer.at("/net"));
    }

    @Test
    void refusesDeliveriesOfDaysWithDifferentRates() {
        fixtures.in(caller, tx -> {
            tx.write("update platform.companies set books_from = '2020-01-01' where company_id = ?", tx.company());
            return null;
        });
        UUID reduced = delivery("2020-12-31", new Piece(product, "1", "10.00"));
        UUID full = delivery("2021-01-04", new Piece(product, "1", "10.00"));
        create("{\"deliveryIds\": [\"%s\", \"%s\"]}", reduced, full).expect(422, "rate_not_valid_on_date");
        assertEquals("1.60", create("{\"deliveryIds\": [\"%s\"], \"invoiceDate\": \"2026-11-02\"}", reduced).expect(201).at("/tax"));
    }

    @Test
    void taxesByTheCountryTheGoodsWentTo() {
        UUID swiss = receivables.shipped(caller, receivables.order(caller, customer, "CH", true, new Piece(product, "1", "10.00")),
                "2026-10-30");
        Api.Answer answer = create("{\"deliveryIds\": [\"%s\"]}", swiss).expect(201);
        assertEquals("G", answer.at("/lines/0/taxCategory"));
        assertEquals("0.00", answer.at("/tax"));
        assertEquals("Steuerfreie Ausfuhrlieferung (§ 4 Nr. 1a UStG)", answer.at("/taxes/0/reason"));
        assertEquals("export", answer.at("/taxes/0/taxCase"));
        UUID french = receivables.shipped(caller, receivables.order(caller, customer, "FR", true, new Piece(product, "1", "10.00")),
                "2026-10-30");
        create("{\"deliveryIds\": [\"%s\", \"%s\"]}", french, delivery("2026-10-30", new Piece(product, "1", "10.00")))
                .expect(422, "different_countries");
        assertEquals("eu_standard", create("{\"deliveryIds\": [\"%s\"]}", french).expect(201).at("/taxes/0/taxCase"));
    }

    @Test
    void invoicesTheServicesOfAnOrderAndLeavesItsGoodsToTheirDelivery() {
        UUID goods = receivables.order(caller, customer, "DE", true, new Piece(product, "1", "10.00"));
        UUID services = receivables.order(caller, customer, "DE", false, new Piece(product, "2", "40.00"));
        create("{\"orderIds\": [\"%s\"]}", goods).expect(422, "invoice_by_delivery");
        create("{\"lines\": [{\"orderId\": \"%s\", \"orderLine\": 1}]}", goods).expect(422, "invoice_by_delivery");
        assertEquals("40.00", create("{\"lines\": [{\"orderId\": \"%s\", \"orderLine\": 1, \"quantity\": \"1\"}]}",
                services).expect(201).at("/net"));
        assertEquals("40.00", create("{\"orderIds\": [\"%s\"]}", services).expect(201).at("/net"));
        create("{\"orderIds\": [\"%s\"]}", services).expect(409, "already_invoiced");
        create("{\"lines\": [{\"orderId\": \"%s\", \"orderLine\": 1}]}", services).expect(409, "already_invoiced");
        create("{\"lines\": [{\"orderId\": \"%s\", \"orderLine\": 2}]}", services).expect(422, "unknown_order_line");
        fixtures.in(caller, tx -> {
            tx.write("update sales.orders set state = 'draft' where company_id = ? and id = ?", tx.company(), services);
            return null;
        });
        create("{\"orderIds\": [\"%s\"]}", services).expect(409, "order_state");
    }

    @Test
    void invoicesLinesOfItsOwn() {
        Api.Answer answer = create("""
                {"partnerId": "%s", "invoiceDate": "2026-11-02", "note": "Danke", "lines": [
                  {"description": "Beratung", "quantity": "1.5", "unit": "HUR", "unitPrice": "119.99", "discountPercent": "10", "taxClass":
                    "standard"},
                  {"description": "Buch", "quantity": "1", "unitPrice": "9.34", "taxClass": "reduced"}]}""", customer).expect(201);
        assertEquals("161.99", answer.at("/lines/0/net"));
        assertEquals("171.33", answer.at("/net"));
        assertEquals("31.43", answer.at("/tax"));
        assertEquals("C62", answer.at("/lines/1/unit"));
        assertEquals("2026-11-02", answer.at("/supplyDate"));
        assertEquals("Danke", answer.at("/note"));
        receivables.check(caller);
    }

    @Test
    void computesTaxOnTheGroupAndNotOnTheLine() {
        String line = "{\"description\": \"x\", \"quantity\": \"1\", \"unitPrice\": \"0.33\", \"taxClass\": \"standard\"}";
        assertEquals("0.19", create("{\"partnerId\": \"%1$s\", \"lines\": [%2$s, %2$s, %2$s]}", customer, line).expect(201).at("/tax"));
    }

    private Api.Answer own(String line) {
        return create("{\"partnerId\": \"%s\", \"invoiceDate\": \"2026-05-04\", \"supplyDate\": \"2026-05-01\", \"lines\": [%s]}",
                customer, line);
    }

    private static String taxed(String tax) {
        return "{\"description\": \"x\", \"quantity\": \"1\", \"unitPrice\": \"100\", \"tax\": %s}".formatted(tax);
    }

    @Test
    void checksTheTaxALineWasGiven() {
        own(taxed("{\"category\": \"S\", \"rate\": \"16\"}")).expect(422, "rate_not_valid_on_date");
        own(taxed("{\"category\": \"K\", \"note\": \"ig. Lieferung\"}")).expect(422, "BR-IC-02");
        own(taxed("{\"category\": \"AE\"}")).expect(422, "BR-AE-10");
        own(taxed("{\"category\": \"E\"}")).expect(422, "exemption_reason_missing");
        own(taxed("{\"category\": \"O\", \"note\": \"nicht steuerbar\"}") + "," + taxed("{\"category\": \"S\", \"rate\": \"19\"}"))
                .expect(422, "BR-O-11");
        own(taxed("{\"category\": \"S\"}")).expect(422, "rate_category");
        own(taxed("{\"category\": \"X\"}")).expect(422, "format");
        Api.Answer reverse = own(taxed("{\"category\": \"AE\", \"note\": \"Steuerschuldnerschaft des Leistungsempfängers\"}")).expect(201);
        assertEquals("reverse_charge", reverse.at("/taxes/0/taxCase"));
        assertEquals("standard", own(taxed("{\"category\": \"S\", \"rate\": \"19.0\"}")).expect(201).at("/taxes/0/taxCase"));
    }

    @Test
    void taxesAnIntraCommunitySupplyToAVatId() {
        UUID french = fixtures.customer(caller, "Client", "FR");
        fixtures.in(caller, tx -> {
            tx.write("update partners.partners set vat_id = 'FR83404833048', language = 'en' where company_id = ? and id = ?",
                    tx.company(), french);
            return null;
        });
        Api.Answer answer = create("""
                {"partnerId": "%s", "lines": [{"description": "x", "quantity": "1", "unitPrice": "100",
                "taxClass": "standard"}]}""", french).expect(201);
        assertEquals("K", answer.at("/lines/0/taxCategory"));
        assertEquals("Intra-community supply exempt from VAT (§ 4 No. 1b UStG)", answer.at("/lines/0/taxNote"));
    }

    @Test
    void aSmallBusinessShowsNoTax() {
        caller = fixtures.company(Chart.SKR03, TaxRegime.SMALL_BUSINESS);
        customer = fixtures.customer(caller, "Kunde", "DE");
        own(taxed("{\"category\": \"S\", \"rate\": \"19\"}")).expect(422, "tax_regime");
        Api.Answer answer = own("{\"description\": \"x\", \"quantity\": \"1\", \"unitPrice\": \"100\", \"taxClass\": \"standard\"}")
                .expect(201);
        assertEquals("small_business", answer.at("/taxes/0/taxCase"));
        assertEquals("100.00", answer.at("/gross"));
    }

    @Test
    void refusesWhatItCannotInvoice() {
        UUID delivery = delivery("2026-10-30", new Piece(product, "1", "10.00"));
        UUID nobody = UUID.randomUUID();
        create("{\"partnerId\": \"%s\"}", customer).expect(422, "nothing_to_invoice");
        create("{\"deliveryIds\": [\"%s\"]}", nobody).expect(422, "unknown_delivery");
        create("{\"orderIds\": [\"%s\"]}", nobody).expect(422, "unknown_order");
        create("{\"lines\": [{\"deliveryId\": \"%s\", \"deliveryLine\": 2}]}", delivery).expect(422, "unknown_delivery_line");
        create("{\"lines\": [{\"deliveryId\": \"%s\"}]}", delivery).expect(422, "unknown_delivery_line");
        create("{\"lines\": [{\"deliveryId\": \"%s\", \"deliveryLine\": 1, \"unitPrice\": \"1\"}]}", delivery).expect(422,
                "fixed_by_order");
        create("{\"partnerId\": \"%s\", \"deliveryIds\": [\"%s\"]}", nobody, delivery).expect(422, "unknown_partner");
        create("{\"partnerId\": \"%s\", \"deliveryIds\": [\"%s\"]}", fixtures.customer(caller, "Anderer", "DE"), delivery)
                .expect(422, "different_customers");
        Api.Answer without = create("{\"lines\": [{\"description\": \"x\", \"quantity\": \"1\", \"unitPrice\": \"1\", "
                + "\"taxClass\": \"standard\"}]}").expect(422, "required");
        assertEquals("/partnerId", without.at("/errors/0/pointer"));
        assertEquals("/lines/0/taxClass", own("{\"description\": \"x\", \"quantity\": \"1\", \"unitPrice\": \"1\"}").expect(422, "required")
                .at("/errors/0/pointer"));
        own("{\"description\": \"x\", \"quantity\": \"0\", \"unitPrice\": \"1\", \"taxClass\": \"standard\"}").expect(422, "range");
        own("{\"description\": \"x\", \"quantity\": \"-1\", \"unitPrice\": \"1\", \"taxClass\": \"standard\"}").expect(422, "range");
        own("{\"description\": \"x\", \"quantity\": \"1.5\", \"unitPrice\": \"1\", \"taxClass\": \"standard\"}").expect(422,
                "quantity_fraction");
        own("{\"description\": \"x\", \"quantity\": \"1\", \"unit\": \"ZZZ\", \"unitPrice\": \"1\", \"taxClass\": \"standard\"}")
                .expect(422, "unit_unknown");
        create("{\"deliveryIds\": [\"%s\"], \"invoiceDate\": \"2023-12-31\"}", delivery).expect(422, "date_out_of_books");
        fixtures.in(caller, tx -> {
            tx.write("insert into ledger.periods (company_id, id, state, stock_state) values (?, '2026-03', 'soft_closed', 'closed')",
                    tx.company());
            tx.write("update sales.deliveries set state = 'draft', ship_date = null where company_id = ?", tx.company());
            return null;
        });
        create("{\"deliveryIds\": [\"%s\"], \"invoiceDate\": \"2026-03-31\"}", delivery).expect(409, "period_closed");
        create("{\"deliveryIds\": [\"%s\"]}", delivery).expect(409, "delivery_state");
        fixtures.in(caller, tx -> {
            tx.write("update partners.partners set customer_number = null, supplier_number = 70000 where company_id = ? and id = ?",
                    tx.company(), customer);
            return null;
        });
        own("{\"description\": \"x\", \"quantity\": \"1\", \"unitPrice\": \"1\", \"taxClass\": \"standard\"}").expect(422, "no_customer");
        assertEquals("0", invoiced("delivery_lines").toString());
    }

    @Test
    void aDryRunTakesNothing() {
        UUID delivery = delivery("2026-10-30", new Piece(product, "3", "10.00"));
        Api.Answer answer = api.as(caller).post(PATH + "?dryRun=true", "{\"deliveryIds\": [\"%s\"]}".formatted(delivery)).expect(201);
        assertEquals("30.00", answer.at("/net"));
        assertNull(answer.header("Location"));
        assertEquals("0", invoiced("delivery_lines").toString());
    }
}
