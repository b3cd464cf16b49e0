package erp.platform.console;

import io.micronaut.core.annotation.Nullable;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * Texts, numbers and times as a user reads them.
 *
 * @param locale German or English
 * @param zone   the company's
 * @param now    when the page was made
 */
record Words(Locale locale, ZoneId zone, Instant now) {

    private static final String BUNDLE = "erp.platform.console.words";

    private ResourceBundle bundle() {
        return ResourceBundle.getBundle(BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(
                ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** The text under a key. */
    String t(String key, Object... args) {
        String text = bundle().getString(key);
        return args.length == 0 ? text : new MessageFormat(text, locale).format(args);
    }

    /** The text under a key, or what there is when nobody thought of it: what others name, such as actions. */
    String or(String key, String otherwise) {
        return bundle().containsKey(key) ? bundle().getString(key) : otherwise;
    }

    String count(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    /** The day where it is another one than today, and the time to the second. */
    String time(@Nullable Instant time) {
        if (time == null) {
            return "–";
        }
        boolean today = time.atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate());
        String pattern = today ? "HH:mm:ss" : german() ? "dd.MM.yyyy HH:mm:ss" : "d MMM yyyy HH:mm:ss";
        return DateTimeFormatter.ofPattern(pattern, locale).format(time.atZone(zone));
    }

    /** The weekday, the day and the minute. */
    String minute(Instant time) {
        return DateTimeFormatter.ofPattern(german() ? "EEE dd.MM. HH:mm" : "EEE d MMM HH:mm", locale).format(time.atZone(zone));
    }

    String iso(Instant time) {
        return time.atZone(zone).toOffsetDateTime().toString();
    }

    /** How long ago, or in how long. */
    String ago(@Nullable Instant time) {
        if (time == null) {
            return "–";
        }
        boolean past = !time.isAfter(now);
        return t(past ? "time.ago" : "time.in", length(past ? Duration.between(time, now) : Duration.between(now, time)));
    }

    /** The time from one moment to another. */
    String between(@Nullable Instant from, @Nullable Instant to) {
        return from == null ? "–" : length(Duration.between(from, to == null ? now : to));
    }

    String seconds(@Nullable Long seconds) {
        return seconds == null ? "–" : length(Duration.ofSeconds(seconds));
    }

    String millis(@Nullable Long millis) {
        return millis == null ? "–" : length(Duration.ofMillis(millis));
    }

    private String length(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        } else if (millis < 60_000) {
            return NumberFormat.getInstance(locale).format(millis < 10_000 ? millis / 100 / 10.0 : millis / 1_000) + " s";
        } else if (millis < 3_600_000) {
            return millis / 60_000 + " min" + (millis % 60_000 >= 1_000 ? " " + millis % 60_000 / 1_000 + " s" : "");
        } else if (millis < 86_400_000) {
            return millis / 3_600_000 + " h " + millis % 3_600_000 / 60_000 + " min";
        }
        return t("time.days", millis / 86_400_000);
    }

    private boolean german() {
        return locale.getLanguage().equals("de");
    }
}
