package erp.documents;

import java.util.regex.Pattern;

/** The form of an address that mail can be sent to: one of RFC 5321 without quotes, comments and names. */
public final class MailAddress {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
            + "@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final int LONGEST = 254;

    private MailAddress() {
    }

    /** Whether it has this form. */
    public static boolean isValid(String address) {
        return address.length() <= LONGEST && FORM.matcher(address).matches();
    }
}
