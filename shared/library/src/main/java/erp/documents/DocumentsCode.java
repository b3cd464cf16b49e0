package erp.documents;

import erp.work.Code;

/** Why a document is not there, or is not sent. */
public enum DocumentsCode implements Code {

    /** Nobody has rendered it yet. */
    NOT_RENDERED(404),
    /** A mail with it went to this address. */
    ALREADY_SENT(409),
    /** Neither the request nor the customer has an address. */
    MAIL_ADDRESS_MISSING(422),
    /** Nobody can have such an address. */
    MAIL_ADDRESS_INVALID(422),
    /** Neither the installation nor the company has an address to send from. */
    SENDER_MISSING(422),
    /** The mail server has said that it will never take this mail. */
    MAIL_REFUSED(422);

    private final int status;

    DocumentsCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
