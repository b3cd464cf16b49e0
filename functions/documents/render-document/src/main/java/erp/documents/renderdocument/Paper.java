package erp.documents.renderdocument;

import erp.receivables.Parties.Seller;
import java.time.LocalDate;

/** A document to be, as far as they are all alike: a letter with the sender's head and foot. */
interface Paper {

    Words words();

    Seller seller();

    /** Kind and number: {@code Rechnung INV-000001}. */
    String title();

    /** The day it is from. */
    LocalDate date();

    /** The template that lays it out; one of the same name in {@code jte-text} says what a mail with it says. */
    String template();

    /** What its file is called. */
    default String fileName() {
        return title().replaceAll("[^\\p{L}\\p{N}.-]+", "-") + ".pdf";
    }
}
