package erp.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import co.elastic.logging.JsonUtils;
import co.elastic.logging.logback.EcsEncoder;
import org.slf4j.event.KeyValuePair;

/**
 * Lines in the Elastic Common Schema with what an event says in fields of its own ({@code event.action}, {@code trace.id} …): Elastic's
 * encoder leaves these out. Numbers and booleans stay what they are, everything else is text.
 */
public final class OperationEncoder extends EcsEncoder {

    @Override
    protected void addCustomFields(ILoggingEvent event, StringBuilder line) {
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                quoted(pair.key, line).append(':');
                if (pair.value instanceof Number || pair.value instanceof Boolean) {
                    line.append(pair.value);
                } else {
                    quoted(String.valueOf(pair.value), line);
                }
                line.append(',');
            }
        }
    }

    private static StringBuilder quoted(String text, StringBuilder line) {
        line.append('"');
        JsonUtils.quoteAsString(text, line);
        return line.append('"');
    }
}
