package erp.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function's card ({@code function.yaml}), which its jar carries: its name, and the schema version it was written for.
 *
 * @param name   the function
 * @param schema the number of the newest migration it needs
 * @param task   whether it runs the tasks of a queue
 */
public record Card(String name, int schema, boolean task) {

    private static final Pattern NAME = Pattern.compile("(?m)^  name: (\\S+)$");
    private static final Pattern QUEUE = Pattern.compile("(?m)^  queue: (\\S+)$");
    private static final Pattern SCHEMA = Pattern.compile("(?m)^  schema: (\\d+)$");

    /** The cards of all functions in this process. */
    public static List<Card> all() {
        try {
            List<Card> cards = new ArrayList<>();
            for (URL url : Collections.list(Card.class.getClassLoader().getResources("META-INF/function.yaml"))) {
                try (InputStream in = url.openStream()) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    cards.add(new Card(value(NAME, text, url), Integer.parseInt(value(SCHEMA, text, url)), QUEUE.matcher(text).find()));
                }
            }
            return cards;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it only reads: functions that do are named {@code query-<area>}. */
    public boolean reads() {
        return name.startsWith("query-");
    }

    private static String value(Pattern pattern, String text, URL url) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(url + " has no line like " + pattern);
        }
        return matcher.group(1);
    }
}
