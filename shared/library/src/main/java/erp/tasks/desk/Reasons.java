package erp.tasks.desk;

import erp.work.Texts;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Locale;

/** Why attempts did not succeed, as people read it. */
final class Reasons {

    private Reasons() {
    }

    /** The text of a code that has one in this language; else what the fault itself says. */
    static @Nullable String text(@Nullable String code, @Nullable String error, @Nullable List<String> args, Locale locale) {
        return code == null || !Texts.has(code) ? error : Texts.detail(code, locale, args == null ? new Object[0] : args.toArray());
    }
}
