package erp.documents.renderdocument;

import erp.receivables.Parties;
import erp.work.JsonText;
import erp.work.Tx;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** A letter to a customer about what is overdue, as the dunning run has written it down. */
record ReminderPaper(Words words, Head head, Parties parties, List<Item> items) implements Paper {

    /**
     * The letter.
     *
     * @param text         how it speaks: {@code reminder}, {@code demand} or {@code final_demand}
     * @param interest     § 288 (1), (2) BGB, up to {@code interestUntil}
     * @param compensation § 288 (5) BGB
     */
    record Head(LocalDate letterDate, int level, String text, LocalDate payBy, String currency, BigDecimal open, BigDecimal interest,
                LocalDate interestUntil, BigDecimal compensation, BigDecimal fee, BigDecimal total, String snapshot) {
    }

    /** An invoice that is overdue. */
    record Item(String number, LocalDate invoiceDate, LocalDate dueDate, int days, BigDecimal amount, BigDecimal open) {
    }

    /**
     * Loads one.
     *
     * @throws erp.work.Refusal 404
     */
    static ReminderPaper load(Tx tx, JsonText json, UUID id) {
        Tx.Later<List<Item>> items = tx.later(Item.class, """
                select number, invoice_date, due_date, days, amount, open from receivables.dunning_items
                 where company_id = ? and letter_id = ? order by n""", tx.company(), id);
        Head head = tx.get(Head.class, """
                select letter_date, level, text, pay_by, currency, open, interest, interest_until, compensation, fee, total, snapshot
                  from receivables.dunning_letters where company_id = ? and id = ?""", tx.company(), id);
        Parties parties = json.read(Parties.class, head.snapshot);
        return new ReminderPaper(Words.of(parties.buyer().language()), head, parties, items.get());
    }

    @Override
    public Parties.Seller seller() {
        return parties.seller();
    }

    @Override
    public String title() {
        return words.say("title." + head.text, words.date(head.letterDate));
    }

    @Override
    public LocalDate date() {
        return head.letterDate;
    }

    @Override
    public String template() {
        return "reminder";
    }
}
