package erp.local;

import static java.util.Map.entry;

import io.micronaut.core.annotation.Nullable;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** For each write of the API, a mistake that the state of a document makes and one that a value makes: 409 comes before 422. */
final class Conflicts {

    /**
     * A mistake in the request of {@link Cases}.
     *
     * @param code    of the refusal
     * @param id      the document that the mistaken request is about; that of the case when absent
     * @param version of that document as it is told in the request
     * @param fields  of the body in place of those of the case
     */
    record Mistake(String code, @Nullable String id, @Nullable String version, String fields) {

        /** Another document is meant. */
        private static Mistake about(String id, String code) {
            return new Mistake(code, id, null, "{}");
        }

        private static Mistake saying(String code, String fields, Object... values) {
            return new Mistake(code, null, null, fields.formatted(values));
        }

        private Mistake seen(int version) {
            return new Mistake(code, id, "\"" + version + "\"", fields);
        }
    }

    /**
     * What a write can be refused for.
     *
     * @param state refused with 409; absent where there is no state that forbids it
     * @param value refused with 422; absent where the request has no value that can be wrong
     * @param why   why one is absent
     */
    record Conflict(@Nullable Mistake state, @Nullable Mistake value, String why) {

        private static Conflict of(Mistake state, Mistake value) {
            return new Conflict(state, value, "");
        }

        private static Conflict ofState(Mistake state) {
            return new Conflict(state, null, "it says nothing that can be wrong");
        }

        private static Conflict none(String why) {
            return new Conflict(null, null, why);
        }
    }

    private static final String CREATED_LATE = "what is created has no state; what is taken is found when it is written, after all values";
    private static final String GOODS_LATE = "what is created has no state; whether goods are there is asked of lines that are right";

    private static final String WHAT_IS_FOUND = "what is in another state is not found";

    private static final Map<String, Function<Stage, Conflict>> ALL = Map.ofEntries(
            // platform
            entry("set-up-company", _ -> Conflict.none(CREATED_LATE)),
            entry("sign-in", _ -> Conflict.none("it opens a session; whom it is closed to gets 401 and 429")),
            entry("refresh-session", _ -> Conflict.none("a session that has ended is 401")),
            entry("create-user", s -> Conflict.of(
                    Mistake.saying("login_taken", "{\"login\": \"%s\"}", s.login()),
                    Mistake.saying("unknown_role", "{\"roles\": [\"nobody\"]}"))),
            entry("define-role", _ -> Conflict.of(
                    Mistake.about("administrator", "role_fixed"), Mistake.saying("unknown_function", "{\"functions\": [\"brew-tea\"]}"))),
            entry("start-import", _ -> Conflict.none("it imports what it can: the report tells what became of each row")),
            entry("register-webhook", _ -> Conflict.none("what is created has no state")),
            entry("change-webhook", _ -> Conflict.none("a webhook has no state that forbids a change")),
            entry("skip-webhook", s -> Conflict.ofState(Mistake.about(s.skippedDelivery(), "delivery_ended"))),
            // tasks
            entry("create-task", _ -> new Conflict(null, Mistake.saying("unknown_kind", "{\"kind\": \"brew-tea\"}"),
                    "what is created has no state")),
            entry("retry-task", s -> Conflict.of(
                    Mistake.about(s.task("done"), "task_state"), Mistake.saying("unknown_argument", "{\"args\": {\"too\": 1}}"))),
            entry("cancel-task", s -> Conflict.ofState(Mistake.about(s.task("done"), "task_state"))),
            entry("discard-task", s -> Conflict.ofState(Mistake.about(s.task("ready"), "task_state"))),
            entry("retry-tasks", _ -> Conflict.none(WHAT_IS_FOUND)),
            entry("cancel-tasks", _ -> Conflict.none(WHAT_IS_FOUND)),
            entry("discard-tasks", _ -> Conflict.none(WHAT_IS_FOUND)),
            entry("pause-task-queue", _ -> Conflict.none("a queue that is paused stays so")),
            entry("resume-task-queue", _ -> Conflict.none("a queue that is not paused stays so")),
            entry("change-task-queue", _ -> new Conflict(null, Mistake.saying("range", "{\"ratePerMinute\": 0}"),
                    "limits are possible in any state")),
            entry("change-task-schedule", _ -> new Conflict(null, Mistake.saying("cron_format", "{\"cron\": \"every night\"}"),
                    "times are possible in any state")),
            entry("run-task-schedule", s -> Conflict.ofState(Mistake.about(s.scheduleThatRuns(), "equal_task_is_open"))),
            // partners
            entry("create-partner", _ -> Conflict.none(CREATED_LATE)),
            entry("change-partner", s -> Conflict.of(
                    Mistake.saying("partner_number_fixed", "{\"customerNumber\": 77777}").seen(1),
                    Mistake.saying("country_unknown", "{\"country\": \"XX\"}"))),
            entry("block-partner", s -> Conflict.of(
                    Mistake.about(s.anotherBlockedCustomer(), "already_blocked"), Mistake.saying("required", "{\"reason\": \" \"}"))),
            entry("unblock-partner", s -> Conflict.of(
                    Mistake.about(s.anotherCustomer(), "not_blocked"), Mistake.saying("required", "{\"reason\": \" \"}"))),
            // products
            entry("create-product", _ -> Conflict.none(CREATED_LATE)),
            entry("change-product", _ -> Conflict.of(
                    Mistake.saying("uom_locked", "{\"unit\": \"KGM\"}").seen(1), Mistake.saying("gtin_format", "{\"gtin\": \"12\"}"))),
            entry("set-prices", s -> Conflict.of(
                    Mistake.saying("overlap", """
                            {"prices": [{"productId": "%1$s", "validFrom": "2024-01-01", "price": "13.50"},
                                        {"productId": "%1$s", "validFrom": "2024-02-01", "price": "13.60"}]}""", s.product).seen(1),
                    Mistake.saying("currency_unknown", "{\"currency\": \"QQQ\"}"))),
            // sales
            entry("place-order", _ -> Conflict.none(GOODS_LATE)),
            entry("confirm-order", s -> Conflict.of(
                    Mistake.about(s.orderOfBlocked(true), "order_state"), Mistake.about(s.orderOfBlocked(false), "partner_blocked"))),
            entry("amend-order", s -> Conflict.of(
                    Mistake.about(s.cancelledOrder(), "order_state").seen(2),
                    Mistake.saying("unknown_order_line", """
                            {"lines": [{"n": 7, "productId": "%s", "quantity": "4"}]}""", s.product))),
            entry("cancel-order", s -> Conflict.of(
                    Mistake.about(s.cancelledOrder(), "order_state"), Mistake.saying("required", "{\"reason\": \" \"}"))),
            entry("create-delivery", s -> Conflict.of(
                    Mistake.saying("order_state", "{\"orderIds\": [\"%s\"]}", s.draftOrder()),
                    Mistake.saying("over_delivery", """
                            {"orderIds": ["%1$s"], "lines": [{"orderId": "%1$s", "orderLine": 1, "quantity": "9"}]}""",
                            s.confirmedOrder()))),
            entry("cancel-delivery", s -> Conflict.ofState(Mistake.about(s.shipped(), "delivery_state"))),
            entry("ship-delivery", s -> Conflict.of(
                    Mistake.about(s.shipped(), "delivery_state"), Mistake.saying("date_out_of_books", "{\"date\": \"1999-12-31\"}"))),
            // inventory
            entry("adjust-stock", s -> Conflict.of(
                    inClosedMonth("date", s), Mistake.saying("unknown_location", "{\"location\": \"NOWHERE\"}"))),
            entry("reserve-stock", _ -> Conflict.none(GOODS_LATE)),
            entry("release-stock", s -> Conflict.ofState(Mistake.about(s.released(), "reservation_state"))),
            entry("set-reordering-rule", s -> Conflict.of(
                    Mistake.about(s.service(), "not_stocked"), Mistake.saying("maximum_below_minimum", "{\"maximum\": \"9\"}"))),
            entry("transfer-stock", s -> Conflict.of(inClosedMonth("date", s), Mistake.saying("same_location", "{\"to\": \"MAIN\"}"))),
            // receivables
            entry("block-dunning", s -> Conflict.of(
                    Mistake.saying("invoice_state", "{\"invoiceId\": \"%s\"}", s.draftInvoice()),
                    Mistake.saying("partner_or_invoice", "{\"partnerId\": \"%s\"}", s.customer))),
            entry("create-invoice", s -> Conflict.of(
                    Mistake.saying("delivery_state", "{\"deliveryIds\": [\"%s\"]}", s.delivery()),
                    Mistake.saying("rate_not_valid_on_date", """
                            {"lines": [{"description": "Montage", "quantity": "1", "unitPrice": "50.00",
                                        "tax": {"category": "S", "rate": "18"}}]}"""))),
            entry("post-invoice", s -> Conflict.of(
                    Mistake.about(s.discarded(s.invoiceAhead()), "invoice_state"), Mistake.about(s.invoiceAhead(), "date_ahead"))),
            entry("discard-invoice", s -> Conflict.ofState(Mistake.about(s.invoice(), "invoice_state"))),
            entry("cancel-invoice", s -> Conflict.of(
                    Mistake.about(s.cancelledInvoice(), "already_cancelled"),
                    Mistake.saying("date_out_of_books", "{\"date\": \"1999-12-31\"}"))),
            entry("send-invoice", s -> Conflict.of(
                    Mistake.about(s.draftInvoice(), "invoice_state"),
                    Mistake.saying("mail_address_invalid", "{\"to\": \"nobody\"}"))),
            entry("create-credit-note", s -> Conflict.of(
                    Mistake.saying("invoice_state", "{\"invoiceId\": \"%s\"}", s.draftInvoice()),
                    Mistake.saying("unknown_invoice_line", "{\"lines\": [{\"line\": 9, \"quantity\": \"1\"}]}"))),
            entry("record-payment", s -> Conflict.of(
                    inClosedMonth("date", s), Mistake.saying("not_a_money_account", "{\"account\": \"6310\"}"))),
            entry("allocate-payment", s -> Conflict.of(
                    inClosedMonth("date", s), Mistake.saying("unknown_open_item", "{\"debitItemId\": \"%s\"}", s.customer))),
            entry("set-dunning-levels", _ -> new Conflict(null, Mistake.saying("dunning_level_order", """
                    {"levels": [{"days": 10, "fee": "0.00", "interest": false, "text": "reminder", "paymentDays": 10},
                                {"days": 10, "fee": "2.50", "interest": true, "text": "demand", "paymentDays": 7}]}"""),
                    "levels may be replaced at any time")),
            entry("undo-allocation", s -> Conflict.of(
                    Mistake.about(s.undoneAllocation(), "already_undone"),
                    Mistake.saying("date_out_of_books", "{\"date\": \"1999-12-31\"}"))),
            entry("cancel-payment", s -> Conflict.of(
                    Mistake.about(s.cancelledPayment(), "already_cancelled"),
                    Mistake.saying("date_out_of_books", "{\"date\": \"1999-12-31\"}"))),
            // ledger
            entry("post-entry", s -> Conflict.of(
                    inClosedMonth("date", s), Mistake.saying("unbalanced", """
                            {"lines": [{"account": "6310", "debit": "100.00"}, {"account": "1800", "credit": "99.99"}]}"""))),
            entry("reverse-entry", s -> Conflict.of(
                    Mistake.about(s.reversedEntry(), "already_reversed"),
                    Mistake.saying("date_out_of_books", "{\"date\": \"1999-12-31\"}"))),
            entry("close-period", _ -> Conflict.of(
                    Mistake.about("2024-03", "earlier_period_open"),
                    Mistake.saying("hard_closes_all", "{\"scope\": \"stock\", \"hard\": true}"))),
            entry("reopen-period", _ -> Conflict.ofState(Mistake.about("2024-02", "period_open"))));

    private Conflicts() {
    }

    private static Mistake inClosedMonth(String field, Stage stage) {
        return Mistake.saying("period_closed", "{\"%s\": \"%s-15\"}", field, stage.closedMonth());
    }

    /** What a write can be refused for, with all that it needs made before; nothing where nobody has thought of this write. */
    static Optional<Conflict> of(Write write, Stage stage) {
        return Optional.ofNullable(ALL.get(write.name())).map(made -> made.apply(stage));
    }
}
