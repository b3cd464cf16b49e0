package erp.money;

import erp.work.Code;

/** What can be wrong with an amount. All are faults of a value: 422. */
public enum MoneyCode implements Code {
    /** More decimals than the currency has. */
    SCALE,
    /** An amount of 10<sup>12</sup> or more, or a percentage outside 0 to 100. */
    RANGE,
    /** Not the ISO 4217 code of a currency one can pay with. */
    CURRENCY_UNKNOWN,
    /** No base interest rate (§ 247 BGB) is known for the half-year asked for. */
    BASE_RATE_UNKNOWN;

    @Override
    public int status() {
        return 422;
    }
}
