package erp.products;

import erp.work.Refusal;
import java.util.regex.Pattern;

/** A Global Trade Item Number (GS1): 8, 12, 13 or 14 digits, the last one a check digit. */
public record Gtin(String digits) {

    private static final Pattern FORMAT = Pattern.compile("\\d{8}|\\d{12,14}");

    /** Refuses with {@code gtin_format} or {@code gtin_checksum}. */
    public Gtin {
        if (!FORMAT.matcher(digits).matches()) {
            throw new Refusal(ProductsCode.GTIN_FORMAT, digits);
        }
        if (weightedSum(digits) % 10 != 0) {
            throw new Refusal(ProductsCode.GTIN_CHECKSUM, digits);
        }
    }

    /** Weights 1 and 3 alternate from the right, where the check digit makes the sum a multiple of ten. */
    private static int weightedSum(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int weight = (digits.length() - i) % 2 == 1 ? 1 : 3;
            sum += weight * (digits.charAt(i) - '0');
        }
        return sum;
    }

    @Override
    public String toString() {
        return digits;
    }
}
