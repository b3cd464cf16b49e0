package erp.ledger;

/** The number of one account in each chart; empty where a chart does not have it. */
public record AccountNumbers(String skr03, String skr04) {

    public String in(Chart chart) {
        return switch (chart) {
            case SKR03 -> skr03;
            case SKR04 -> skr04;
        };
    }
}
