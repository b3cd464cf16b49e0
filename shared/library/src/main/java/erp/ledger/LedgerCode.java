package erp.ledger;

import erp.work.Code;

/** Why an entry is not posted. */
public enum LedgerCode implements Code {

    PERIOD_CLOSED(409),
    ALREADY_REVERSED(409),
    REVERSAL_NOT_REVERSIBLE(409),
    ENTRY_BELONGS_TO_DOCUMENT(409),
    DRAFTS_EXIST(409),
    PERIOD_NOT_OVER(409),
    EARLIER_PERIOD_OPEN(409),
    HARD_CLOSED(409),
    CHAIN_BROKEN(409),
    UNBALANCED(422),
    UNKNOWN_ACCOUNT(422),
    DATE_OUT_OF_BOOKS(422);

    private final int status;

    LedgerCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
