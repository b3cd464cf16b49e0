package erp.platform;

import erp.work.Code;

/** Why somebody is not signed in, or a company, user, role, import or webhook is refused. */
public enum PlatformCode implements Code {

    /** Unknown login, wrong password or inactive user: which one is not told. */
    SIGN_IN_FAILED(401),
    LOGIN_TAKEN(409),
    /** The role {@code administrator} has all functions and stays so. */
    ROLE_FIXED(409),
    /** Not a company the user is a member of. */
    UNKNOWN_COMPANY(422),
    UNKNOWN_ROLE(422),
    UNKNOWN_FUNCTION(422),
    ROLE_ID_FORMAT(422),
    LOGIN_FORMAT(422),
    TIME_ZONE_UNKNOWN(422),
    BOOKS_FROM_MONTH(422),
    WAREHOUSE_TWICE(422),
    /** Not a table: a quotation does not end, or there is no header. */
    CSV_UNREADABLE(422),
    UNKNOWN_COLUMN(422),
    COLUMN_TWICE(422),
    TOO_MANY_ROWS(422),
    /** A row has other fields than the header. */
    ROW_FIELDS(422),
    /** There was no time left for the row: it comes in with the next import. */
    ROW_NOT_REACHED(409),
    /** Rows of one order that do not agree on it. */
    ORDER_DIFFERS(422),
    /** What an audit has found, as the end of its task. */
    AUDIT_FINDINGS(409),
    /** Not https, or with a user, a fragment or another port. */
    WEBHOOK_URL_FORM(422),
    /** Something that is not on the internet: this machine, or one beside it. */
    WEBHOOK_ADDRESS_PRIVATE(422),
    /** The receiver has answered that it will never take an event. */
    WEBHOOK_REFUSED(422),
    /** An event that has arrived or was skipped already. */
    DELIVERY_ENDED(409);

    private final int status;

    PlatformCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
