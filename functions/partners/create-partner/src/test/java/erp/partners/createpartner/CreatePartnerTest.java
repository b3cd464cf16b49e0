package erp.partners.createpartner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import erp.partners.PartnerData;
import erp.partners.Partners;
import erp.security.Caller;
import erp.testing.Api;
import erp.testing.Fixtures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest(transactional = false)
class CreatePartnerTest {

    private static final String PARTNERS = "/api/v1/partners";

    @Inject
    Api api;
    @Inject
    Fixtures fixtures;
    @Inject
    ObjectMapper json;
    private Caller caller;

    @BeforeEach
    void company() {
        caller = fixtures.company();
    }

    /** A customer with this name and further fields as JSON members. */
    private static String customer(String name, String... members) {
        return """
                {"customer": true, "name": "%s", "street": "Allee 2", "postalCode": "20095", "city": "Hamburg", "country": "DE"%s}"""
                .formatted(name, members.length == 0 ? "" : ", " + String.join(", ", members));
    }

    private Api.Answer create(String body) {
        return api.as(caller).post(PARTNERS, body);
    }

    @Test
    void givesACustomerTheNextNumberAndWhatIsUsual() {
        Api.Answer first = create(customer("Eins")).expect(201);
        assertEquals("10000", first.at("/customerNumber"));
        assertTrue(first.body().at("/customer").booleanValue());
        assertFalse(first.body().at("/supplier").booleanValue());
        assertTrue(first.body().at("/supplierNumber").isMissingNode());
        assertEquals("de", first.at("/language"));
        assertEquals("14", first.at("/paymentDays"));
        assertEquals("active", first.at("/state"));
        assertEquals("\"1\"", first.header("ETag"));
        assertEquals(PARTNERS + "/" + first.at("/id"), first.header("Location"));
        assertEquals("10001", create(customer("Zwei")).expect(201).at("/customerNumber"));
    }

    @Test
    void keepsEverythingItIsTold() {
        Api.Answer answer = create("""
                {"customer": true, "supplier": true, "customerNumber": 20000, "supplierNumber": 80000, "name": "Alles AG",
                 "street": "Rue 1", "city": "Lyon", "country": "FR", "vatId": "fr 40303265045", "email": "a@b.example", "phone": "+33 1",
                 "contactName": "C", "language": "de",
                 "buyerReference": "04011000-12345-34", "paymentDays": 30, "discountDays": 10, "discountPercent": "2.5",
                 "creditLimit": "10000.00", "priceList": "standard", "iban": "DE02 1203 0000 0000 2020 51", "bic": "BYLADEM1001",
                 "externalId": "X-1"}""").expect(201);
        ObjectNode kept = ((ObjectNode) answer.body()).without(List.of("id"));
        assertEquals("""
                {"customer":true,"customerNumber":20000,"supplier":true,"supplierNumber":80000,"name":"Alles AG","street":"Rue 1",\
                "city":"Lyon","country":"FR","vatId":"FR40303265045","email":"a@b.example","phone":"+33 1","contactName":"C",\
                "language":"de","buyerReference":"04011000-12345-34","paymentDays":30,"discountDays":10,"discountPercent":"2.5",\
                "creditLimit":"10000.00","priceList":"standard","iban":"DE02120300000000202051","bic":"BYLADEM1001",\
                "externalId":"X-1","state":"active","version":1}""", kept.toString());
    }

    @Test
    void drawsNumbersAroundThoseThatWereNamed() {
        create(customer("A", "\"customerNumber\": 10000")).expect(201);
        create(customer("B", "\"customerNumber\": 10001")).expect(201);
        create(customer("C", "\"customerNumber\": 10003")).expect(201);
        assertEquals("10002", create(customer("D")).expect(201).at("/customerNumber"));
        assertEquals("10004", create(customer("E")).expect(201).at("/customerNumber"));
        create(customer("F", "\"customerNumber\": 10003")).expect(409, "customer_number_taken");
    }

    @Test
    void usesTheLastNumberAndThenNoMore() {
        create(customer("A", "\"customerNumber\": 69999")).expect(201);
        fixtures.in(caller, tx -> {
            tx.write("update platform.number_ranges set next = 69998 where company_id = ? and id = 'customer'", tx.company());
            return null;
        });
        assertEquals("69998", create(customer("B")).expect(201).at("/customerNumber"));
        create(customer("C")).expect(422, "number_range_exhausted");
    }

    @Test
    void leavesNoGapWhereItRefuses() {
        create(customer("A", "\"priceList\": \"nowhere\"")).expect(422, "unknown_price_list");
        assertEquals("10000", create(customer("B")).expect(201).at("/customerNumber"));
    }

    @Test
    void drawsNoNumberInADryRun() {
        Api.Answer dry = api.as(caller).post(PARTNERS + "?dryRun=true", customer("A")).expect(201);
        assertTrue(dry.body().at("/dryRun").booleanValue());
        assertTrue(dry.body().at("/customerNumber").isMissingNode());
        assertTrue(dry.body().at("/customer").booleanValue());
        assertEquals("10000", create(customer("A")).expect(201).at("/customerNumber"));
        assertEquals("20000", api.as(caller).post(PARTNERS + "?dryRun=true", customer("B", "\"customerNumber\": 20000")).expect(201)
                .at("/customerNumber"));
        api.as(caller).post(PARTNERS + "?dryRun=true", customer("B", "\"customerNumber\": 10000")).expect(409, "customer_number_taken");
    }

    @Test
    void suspectsADuplicateByNameAndPostalCodeOrByVatId() {
        create(customer("Müller GmbH", "\"vatId\": \"DE136695976\"")).expect(201);
        Api.Answer suspect = create(customer("MÜLLER gmbh")).expect(422, "duplicate_suspect");
        assertTrue(suspect.at("/detail").startsWith("Müller GmbH (10000)"), suspect.toString());
        create(customer("Somebody else", "\"vatId\": \"de 136695976\"")).expect(422, "duplicate_suspect");
        create(customer("Müller GmbH").replace("20095", "20097")).expect(201);
        api.as(caller).post(PARTNERS + "?force=true", customer("Müller GmbH")).expect(201);
        api.as(fixtures.company()).post(PARTNERS, customer("Müller GmbH")).expect(201);
    }

    @Test
    void createsOneOfTwentyThatComeAtOnceWithTheSameName() {
        List<Api.Answer> answers = api.as(caller).parallel(20, i -> api.as(caller).request("POST", PARTNERS, customer("Eilig"),
                UUID.randomUUID().toString()));
        assertEquals(1, answers.stream().filter(answer -> answer.status() == 201).count());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> answer.expect(422, "duplicate_suspect"));
    }

    @Test
    void givesFiftyAtOnceFiftyNumbersWithoutAGap() {
        List<Api.Answer> answers = api.as(caller).parallel(50, i -> api.as(caller).request("POST", PARTNERS, customer("Kunde " + i),
                UUID.randomUUID().toString()));
        assertEquals(IntStream.range(10_000, 10_050).boxed().toList(),
                answers.stream().map(answer -> answer.expect(201).body().at("/customerNumber").intValue()).sorted().toList());
    }

    @Test
    void takesAnExternalIdOnce() {
        create(customer("A", "\"externalId\": \"X\"")).expect(201);
        create(customer("B", "\"externalId\": \"X\"")).expect(409, "partner_external_id_taken");
    }

    @Test
    void refusesWrongValues() {
        refused("number_without_role", "\"supplierNumber\": 70001");
        refused("range", "\"customerNumber\": 70001");
        refused("vat_id_format", "\"vatId\": \"DE136695977\"");
        refused("iban_invalid", "\"iban\": \"DE02120300000000202052\"");
        refused("bic_invalid", "\"iban\": \"DE02120300000000202051\", \"bic\": \"NO\"");
        refused("bic_without_iban", "\"bic\": \"BYLADEM1001\"");
        refused("discount_incomplete", "\"discountDays\": 10");
        refused("range", "\"discountDays\": 10, \"discountPercent\": \"100\"");
        refused("scale", "\"creditLimit\": \"1.001\"");
        refused("range", "\"creditLimit\": \"-1\"");
        refused("format", "\"email\": \"nobody\"");
        refused("range", "\"paymentDays\": 366");
    }

    private void refused(String code, String members) {
        create(customer("A", members)).expect(422, code);
    }

    @Test
    void refusesAnUnknownCountryAndAMissingName() {
        create(customer("A").replace("\"DE\"", "\"QQ\"")).expect(422, "country_unknown");
        create(customer(" ")).expect(422, "required");
        create(customer("A").replace("true", "false")).expect(422, "role_missing");
        create(customer("A").replace("\"customer\": true, ", "")).expect(422, "role_missing");
    }

    @Test
    void refusesToReadWhatItDoesNotKnow() {
        create(customer("A", "\"nick\": \"B\"")).expect(400, "unknown_field");
        create(customer("A").replace("true", "\"yes\"")).expect(400, "invalid_field");
        create(customer("A", "\"language\": \"fr\"")).expect(400, "invalid_field");
        create("{\"customer\": true}").expect(400, "missing_field");
    }

    @Test
    void findsWhatAnImportHasCreatedBefore() throws Exception {
        PartnerData data = json.readValue(customer("A", "\"externalId\": \"X\""), PartnerData.class);
        Partners.Found first = fixtures.in(caller, tx -> Partners.findOrCreate(tx, data, false));
        Partners.Found second = fixtures.in(caller, tx -> Partners.findOrCreate(tx, data, false));
        assertTrue(first.created());
        assertFalse(second.created());
        assertEquals(first.partner(), second.partner());
    }
}
