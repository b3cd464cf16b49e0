package erp.local;

import erp.documents.Source;
import erp.security.Caller;
import erp.security.Permissions;
import erp.testing.Api;
import erp.testing.DocumentFixtures;
import erp.testing.Fixtures;
import erp.testing.TaskFixtures;
import io.micronaut.core.annotation.Nullable;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/** A fresh company with a customer and goods, and what can be made of them through the API. */
final class Stage {

    /** A day in an open month. */
    static final String DAY = "2025-02-03";
    static final String PASSWORD = "correct horse battery staple";
    private static final String BOOKS_FROM = "2024-01";

    final Fixtures fixtures;
    final Caller caller;
    final UUID customer;
    final UUID product;
    private final Api api;
    private final DocumentFixtures documents;
    private final TaskFixtures tasks;

    private Stage(Api api, Fixtures fixtures, Caller caller) {
        this.api = api;
        this.fixtures = fixtures;
        this.caller = caller;
        documents = new DocumentFixtures(fixtures);
        tasks = new TaskFixtures(fixtures);
        customer = fixtures.customer(caller, "Kunde GmbH", "DE");
        product = fixtures.product(caller, "A1", "12.50");
        fixtures.stock(caller, product, "100", "700.00");
    }

    static Stage of(Api api, Fixtures fixtures) {
        Caller company = fixtures.company();
        return new Stage(api, fixtures, new Caller(company.user(), company.company(), company.roles(), company.locale(), true));
    }

    /** Another company of the same user. */
    Stage another() {
        Caller other = new Caller(caller.user(), fixtures.company().company(), List.of(Permissions.ADMINISTRATOR), Locale.ENGLISH, true);
        return new Stage(api, fixtures, other);
    }

    /** Somebody of this company who may do nothing. */
    Caller powerless() {
        return new Caller(UUID.randomUUID(), caller.company(), List.of(), Locale.ENGLISH, false);
    }

    /** A kind of task that no worker here runs. */
    String kind() {
        return tasks.kind(caller, "stage-task", "to");
    }

    String task(String state) {
        return tasks.task(caller, kind(), state, "{\"to\": \"pat@example.test\"}").toString();
    }

    String queue(boolean paused) {
        return tasks.queue(caller, "queue-" + UUID.randomUUID().toString().substring(0, 8), paused);
    }

    String schedule() {
        return tasks.schedule(caller, "nightly", kind(), "0 3 * * *");
    }

    /** A schedule whose last task has not ended. */
    String scheduleThatRuns() {
        String schedule = tasks.schedule(caller, "hourly", kind(), "0 * * * *");
        post("/task-schedules/" + schedule + "/run", null);
        return schedule;
    }

    String blockedCustomer() {
        return blocked(customer);
    }

    String anotherCustomer() {
        return fixtures.customer(caller, "Andere GmbH", "DE").toString();
    }

    String anotherBlockedCustomer() {
        return blocked(UUID.fromString(anotherCustomer()));
    }

    private String blocked(UUID partner) {
        post("/partners/" + partner + "/block", "{\"reason\": \"Zahlt nicht\"}");
        return partner.toString();
    }

    String draftOrder() {
        return order(false);
    }

    String confirmedOrder() {
        return order(true);
    }

    private String order(boolean confirm) {
        return order(customer, confirm);
    }

    private String order(UUID partner, boolean confirm) {
        return id(post("/sales-orders", """
                {"partnerId": "%s", "orderDate": "%s", "confirm": %s, "lines": [{"productId": "%s", "quantity": "3"}]}"""
                .formatted(partner, DAY, confirm, product)));
    }

    /** An order of a customer who was blocked after it. */
    String orderOfBlocked(boolean confirmed) {
        UUID partner = UUID.fromString(anotherCustomer());
        String order = order(partner, confirmed);
        blocked(partner);
        return order;
    }

    String cancelledOrder() {
        String order = draftOrder();
        post("/sales-orders/" + order + "/cancel", "{\"reason\": \"Nicht mehr gewünscht\"}");
        return order;
    }

    String delivery() {
        return id(post("/deliveries", "{\"orderIds\": [\"%s\"]}".formatted(confirmedOrder())));
    }

    String shipped() {
        String delivery = delivery();
        post("/deliveries/" + delivery + "/ship", "{\"date\": \"%s\"}".formatted(DAY));
        return delivery;
    }

    String draftInvoice() {
        return draftInvoice(DAY);
    }

    private String draftInvoice(String day) {
        return id(post("/sales-invoices", "{\"deliveryIds\": [\"%s\"], \"invoiceDate\": \"%s\"}".formatted(shipped(), day)));
    }

    /** A draft of an invoice with a date to come. */
    String invoiceAhead() {
        return draftInvoice(LocalDate.now(ZoneOffset.UTC).plusDays(7).toString());
    }

    String discarded(String invoice) {
        post("/sales-invoices/" + invoice + "/discard", "{}");
        return invoice;
    }

    /** What the customer was written about an invoice; nobody but a task writes that. */
    String dunningLetter() {
        return fixtures.dunned(caller, UUID.fromString(invoice()), 1, "2025-03-03", "2025-03-10").toString();
    }

    String cancelledInvoice() {
        String invoice = invoice();
        post("/sales-invoices/" + invoice + "/cancel", "{\"date\": \"%s\"}".formatted(DAY));
        return invoice;
    }

    String invoice() {
        return id(postedInvoice());
    }

    /** An invoice with its document. */
    String sentInvoice() {
        return rendered(invoice(), Source::salesInvoice);
    }

    /** A delivery with its note. */
    String deliveryWithNote() {
        return rendered(shipped(), Source::delivery);
    }

    private String rendered(String id, Function<UUID, Source> source) {
        documents.document(caller, source.apply(UUID.fromString(id)), "%PDF");
        return id;
    }

    /** What the customer owes for an invoice. */
    String debt() {
        return postedInvoice().at("/openItemId");
    }

    private Api.Answer postedInvoice() {
        return post("/sales-invoices/" + draftInvoice() + "/post", "{}");
    }

    /** What the customer is owed for a payment of 10.00. */
    String credit() {
        return post("/payments", "{\"partnerId\": \"%s\", \"direction\": \"incoming\", \"date\": \"%s\", \"amount\": \"10.00\"}"
                .formatted(customer, DAY)).at("/openItemId");
    }

    /** A payment that settles a part of an invoice. */
    String payment() {
        return id(paid());
    }

    /** What it settled. */
    String allocation() {
        return paid().at("/allocations/0/id");
    }

    String undoneAllocation() {
        String allocation = allocation();
        post("/allocations/" + allocation + "/undo", "{\"date\": \"%s\"}".formatted(DAY));
        return allocation;
    }

    String cancelledPayment() {
        String payment = payment();
        post("/payments/" + payment + "/cancel", "{\"date\": \"%s\"}".formatted(DAY));
        return payment;
    }

    private Api.Answer paid() {
        return post("/payments", """
                {"partnerId": "%s", "direction": "incoming", "date": "%s", "amount": "10.00",
                 "allocations": [{"openItemId": "%s", "amount": "10.00"}]}""".formatted(customer, DAY, debt()));
    }

    String reservation() {
        return post("/stock-reservations", "{\"lines\": [{\"productId\": \"%s\", \"quantity\": \"2\"}]}".formatted(product))
                .at("/reservations/0/id");
    }

    String released() {
        String reservation = reservation();
        post("/stock-reservations/" + reservation + "/release", null);
        return reservation;
    }

    String entry() {
        return id(post("/journal-entries", """
                {"date": "%s", "text": "Miete",
                 "lines": [{"account": "6310", "debit": "100.00"}, {"account": "1800", "credit": "100.00"}]}"""
                .formatted(DAY)));
    }

    String reversedEntry() {
        String entry = entry();
        post("/journal-entries/" + entry + "/reverse", "{\"date\": \"%s\"}".formatted(DAY));
        return entry;
    }

    String openMonth() {
        return BOOKS_FROM;
    }

    String closedMonth() {
        post("/accounting-periods/" + BOOKS_FROM + "/close", "{}");
        return BOOKS_FROM;
    }

    String priceList() {
        put("/price-lists/export/prices", """
                {"name": "Export", "currency": "EUR", "prices": [{"productId": "%s", "validFrom": "2024-01-01", "price": "11.00"}]}"""
                .formatted(product));
        return "export";
    }

    /** A webhook that is told of orders. */
    String webhook() {
        return id(post("/webhooks", "{\"url\": \"https://example.com/erp\", \"events\": [\"order.confirmed\"]}"));
    }

    /** An event on its way to a webhook. */
    String webhookDelivery() {
        webhook();
        confirmedOrder();
        return api.as(caller).get("/api/v1/webhook-deliveries").expect(200).at("/items/0/id");
    }

    String skippedDelivery() {
        String delivery = webhookDelivery();
        post("/webhook-deliveries/" + delivery + "/skip", "{}");
        return delivery;
    }

    /** A product with a rule how much of it is kept in MAIN. */
    String ruled(UUID kept) {
        put("/products/" + kept + "/reordering-rule", "{\"minimum\": \"5\", \"maximum\": \"20\"}");
        return kept.toString();
    }

    /** A product of which no stock is kept. */
    String service() {
        return id(post("/products", """
                {"number": "S1", "name": "Montage", "unit": "HUR", "taxClass": "standard", "stocked": false}"""));
    }

    String role() {
        fixtures.role(caller, "clerk", "place-order");
        return "clerk";
    }

    /** The login of a user of this company. */
    String login() {
        String login = UUID.randomUUID() + "@example.test";
        fixtures.join(caller, fixtures.user(login, PASSWORD, false), Permissions.ADMINISTRATOR);
        return login;
    }

    String refreshToken() {
        return api.as(null).post("/api/v1/sessions", "{\"login\": \"%s\", \"password\": \"%s\"}".formatted(login(), PASSWORD)).expect(200)
                .at("/refreshToken");
    }

    private void put(String path, String body) {
        api.as(caller).put("/api/v1" + path, body).expect(200);
    }

    private Api.Answer post(String path, @Nullable String body) {
        Api.Answer answer = api.as(caller).post("/api/v1" + path, body);
        return answer.expect(answer.status() == 201 ? 201 : 200);
    }

    private static String id(Api.Answer answer) {
        return answer.at("/id");
    }
}
