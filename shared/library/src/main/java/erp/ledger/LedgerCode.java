package erp.ledger;

import erp.work.Code;

/** Why an entry is not posted or reversed, or a period not closed or reopened. */
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
    PERIOD_OPEN(409),
    LATER_PERIOD_CLOSED(409),
    TOO_MANY_LINES(400),
    UNBALANCED(422),
    UNKNOWN_ACCOUNT(422),
    ONE_SIDE_IS_USED(422),
    ACCOUNT_KEPT_BY_STOCK(422),
    ACCOUNT_KEPT_BY_RECEIVABLES(422),
    REVERSAL_BEFORE_ENTRY(422),
    HARD_CLOSES_ALL(422),
    DATE_OUT_OF_BOOKS(422),
    DATE_AHEAD(422);

    private final int status;

    LedgerCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
