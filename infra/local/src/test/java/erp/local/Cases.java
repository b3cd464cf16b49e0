package erp.local;

import static java.util.Map.entry;

import io.micronaut.core.annotation.Nullable;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** For each write of the API, a request that succeeds. */
final class Cases {

    /** What a request says: the document it is about, and its body. */
    record Case(@Nullable String id, @Nullable String body) {

        private static Case of(String body, Object... values) {
            return new Case(null, body.formatted(values));
        }

        private static Case about(String id, String body, Object... values) {
            return new Case(id, body.formatted(values));
        }

        private static Case without(String id) {
            return new Case(id, null);
        }
    }

    private static final Map<String, Function<Stage, Case>> ALL = Map.ofEntries(
            // platform
            entry("set-up-company", _ -> Case.of("""
                    {"name": "Muster GmbH", "street": "Hauptstraße 1", "postalCode": "10115", "city": "Berlin", "country": "DE",
                     "chart": "SKR03", "vatId": "DE136695976", "booksFrom": "2024-01-01",
                     "warehouses": [{"code": "MAIN", "name": "Lager"}]}""")),
            entry("sign-in", s -> Case.of("""
                    {"companyId": %d, "login": "%s", "password": "%s"}""", s.caller.company(), s.login(), Stage.PASSWORD)),
            entry("refresh-session", s -> Case.of("""
                    {"companyId": %d, "refreshToken": "%s"}""", s.caller.company(), s.refreshToken())),
            entry("create-user", s -> Case.of("""
                    {"login": "%s", "name": "Kim", "password": "%s", "locale": "de", "roles": ["administrator"]}""",
                    UUID.randomUUID() + "@example.test", Stage.PASSWORD)),
            entry("define-role", s -> Case.about(s.role(), """
                    {"name": "Sachbearbeitung", "functions": ["place-order", "confirm-order"]}""")),
            entry("start-import", _ -> Case.of("""
                    {"kind": "partners",
                     "csv": "externalId,customer,name,street,city,country\\nK1,true,Tee GmbH,Weg 1,Bonn,DE\\nK2,true,,,,\\n"}""")),
            entry("register-webhook", _ -> Case.of("""
                    {"url": "https://example.com/erp", "events": ["order.confirmed", "invoice.posted"]}""")),
            entry("change-webhook", s -> Case.about(s.webhook(), """
                    {"events": ["payment.recorded"], "active": false}""")),
            entry("skip-webhook", s -> Case.about(s.webhookDelivery(), "{}")),
            // tasks
            entry("create-task", s -> Case.of("""
                    {"kind": "%s", "args": {"to": "kim@example.test"}, "priority": 7}""", s.kind())),
            entry("retry-task", s -> Case.about(s.task("dead"), """
                    {"args": {"to": "kim@example.test"}}""")),
            entry("cancel-task", s -> Case.without(s.task("ready"))),
            entry("discard-task", s -> Case.without(s.task("dead"))),
            entry("retry-tasks", s -> found(s, "dead")),
            entry("cancel-tasks", s -> found(s, "ready")),
            entry("discard-tasks", s -> found(s, "dead")),
            entry("pause-task-queue", s -> Case.without(s.queue(false))),
            entry("resume-task-queue", s -> Case.without(s.queue(true))),
            entry("change-task-queue", s -> Case.about(s.queue(false), """
                    {"ratePerMinute": 60, "concurrency": null}""")),
            entry("change-task-schedule", s -> Case.about(s.schedule(), """
                    {"cron": "30 2 * * 1-5"}""")),
            entry("run-task-schedule", s -> Case.without(s.schedule())),
            // partners
            entry("create-partner", _ -> Case.of("""
                    {"customer": true, "name": "Neu GmbH", "street": "Weg 1", "postalCode": "20095", "city": "Hamburg",
                     "country": "DE"}""")),
            entry("change-partner", s -> Case.about(s.customer.toString(), """
                    {"name": "Umbenannt GmbH", "creditLimit": "5000.00", "phone": null}""")),
            entry("block-partner", s -> Case.about(s.customer.toString(), """
                    {"reason": "Zahlt nicht"}""")),
            entry("unblock-partner", s -> Case.about(s.blockedCustomer(), """
                    {"reason": "Hat gezahlt"}""")),
            // products
            entry("create-product", _ -> Case.of("""
                    {"number": "B2", "name": "Tee", "unit": "C62", "taxClass": "standard"}""")),
            entry("change-product", s -> Case.about(s.product.toString(), """
                    {"name": "Grüner Tee"}""")),
            entry("set-prices", s -> Case.about("standard", """
                    {"name": "Standard", "currency": "EUR",
                     "prices": [{"productId": "%s", "validFrom": "2024-01-01", "price": "13.50"}]}""",
                    s.product)),
            // sales
            entry("place-order", s -> Case.of("""
                    {"partnerId": "%s", "orderDate": "%s", "confirm": true, "reservation": "all",
                     "shipTo": {"name": "Kunde", "city": "Köln", "country": "DE"}, "lines": [{"productId": "%s", "quantity": "3"}]}""",
                    s.customer, Stage.DAY, s.product)),
            entry("confirm-order", s -> Case.about(s.draftOrder(), """
                    {"reservation": "all"}""")),
            entry("amend-order", s -> Case.about(s.confirmedOrder(), """
                    {"lines": [{"n": 1, "productId": "%s", "quantity": "4"}]}""", s.product)),
            entry("cancel-order", s -> Case.about(s.confirmedOrder(), """
                    {"reason": "Nicht mehr gewünscht"}""")),
            entry("create-delivery", s -> order(s.confirmedOrder())),
            entry("cancel-delivery", s -> Case.without(s.delivery())),
            entry("ship-delivery", s -> Case.about(s.delivery(), """
                    {"date": "%s"}""", Stage.DAY)),
            // inventory
            entry("adjust-stock", s -> Case.of("""
                    {"reason": "gain", "date": "%s", "lines": [{"productId": "%s", "quantity": "5", "unitCost": "8.00"}]}""",
                    Stage.DAY, s.product)),
            entry("reserve-stock", s -> Case.of("""
                    {"lines": [{"productId": "%s", "quantity": "2"}]}""", s.product)),
            entry("release-stock", s -> Case.without(s.reservation())),
            entry("set-reordering-rule", s -> Case.about(s.ruled(s.product), """
                    {"minimum": "10", "maximum": "40", "lotSize": "6"}""")),
            entry("transfer-stock", s -> Case.of("""
                    {"from": "MAIN", "to": "SHOP", "date": "%s", "lines": [{"productId": "%s", "quantity": "4"}]}""",
                    Stage.DAY, s.product)),
            // receivables
            entry("block-dunning", s -> Case.of("""
                    {"invoiceId": "%s", "until": "%s", "reason": "Strittig"}""", s.invoice(), Stage.DAY)),
            entry("create-invoice", s -> Case.of("""
                    {"deliveryIds": ["%s"], "invoiceDate": "%s",
                     "lines": [{"description": "Montage", "quantity": "1", "unitPrice": "50.00",
                                "tax": {"category": "S", "rate": "19"}}]}""",
                    s.shipped(), Stage.DAY)),
            entry("post-invoice", s -> Case.about(s.draftInvoice(), "{}")),
            entry("discard-invoice", s -> Case.about(s.draftInvoice(), "{}")),
            entry("cancel-invoice", s -> Case.about(s.invoice(), """
                    {"date": "%s", "reason": "Falsche Anschrift"}""", Stage.DAY)),
            entry("send-invoice", s -> Case.about(s.invoice(), """
                    {"to": "einkauf@kunde.example", "text": "Guten Tag,\\n\\nanbei unsere Rechnung."}""")),
            entry("create-credit-note", s -> Case.of("""
                    {"invoiceId": "%s", "date": "%s", "lines": [{"line": 1, "quantity": "1"}]}""", s.invoice(), Stage.DAY)),
            entry("record-payment", s -> Case.of("""
                    {"partnerId": "%s", "direction": "incoming", "date": "%s", "amount": "20.00",
                     "allocations": [{"openItemId": "%s", "amount": "15.00"}]}""", s.customer, Stage.DAY, s.debt())),
            entry("allocate-payment", s -> Case.of("""
                    {"debitItemId": "%s", "creditItemId": "%s", "amount": "10.00", "date": "%s"}""", s.debt(), s.credit(), Stage.DAY)),
            entry("set-dunning-levels", _ -> Case.of("""
                    {"levels": [{"days": 10, "fee": "0.00", "interest": false, "text": "reminder", "paymentDays": 10},
                                {"days": 30, "fee": "2.50", "interest": true, "text": "final_demand", "paymentDays": 7}]}""")),
            entry("undo-allocation", s -> Case.about(s.allocation(), """
                    {"date": "%s", "reason": "Falsche Rechnung"}""", Stage.DAY)),
            entry("cancel-payment", s -> Case.about(s.payment(), """
                    {"date": "%s", "reason": "Lastschrift zurückgegeben"}""", Stage.DAY)),
            // ledger
            entry("post-entry", s -> Case.of("""
                    {"date": "%s", "text": "Miete",
                     "lines": [{"account": "6310", "debit": "100.00"}, {"account": "1800", "credit": "100.00"}]}""", Stage.DAY)),
            entry("reverse-entry", s -> Case.about(s.entry(), """
                    {"date": "%s", "text": "Doppelt gebucht"}""", Stage.DAY)),
            entry("close-period", s -> Case.about(s.openMonth(), """
                    {"scope": "all", "hard": false}""")),
            entry("reopen-period", s -> Case.without(s.closedMonth())));

    private Cases() {
    }

    private static Case order(String id) {
        return Case.of("{\"orderIds\": [\"%s\"], \"lines\": [{\"orderId\": \"%s\", \"orderLine\": 1, \"quantity\": \"2\"}]}", id, id);
    }

    private static Case found(Stage stage, String state) {
        stage.task(state);
        return Case.of("{\"search\": \"kind:%s state:%s\"}", stage.kind(), state);
    }

    /** A request for a write, with all that it needs made before; nothing where nobody has thought of this write. */
    static Optional<Case> of(Write write, Stage stage) {
        return Optional.ofNullable(ALL.get(write.name())).map(made -> made.apply(stage));
    }
}
