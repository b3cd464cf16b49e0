package erp.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import erp.csv.Csv;
import erp.web.Problems;
import erp.work.Refusal;
import erp.work.Validity;
import jakarta.inject.Singleton;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Rows of a table as the records that requests carry: columns are components, and what a request is refused for, a row is too. */
@Singleton
public final class ImportRecords {

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}");
    private static final Pattern DECIMAL_COMMA = Pattern.compile("-?\\d+,\\d+");

    private final ObjectMapper json;
    private final Validity validity;

    ImportRecords(ObjectMapper json, Validity validity) {
        this.json = json;
        this.validity = validity;
    }

    /** The columns a record is made of. */
    public static List<String> columns(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    }

    /**
     * The record a row stands for.
     *
     * @throws Refusal with the column at fault as its field: 400 {@code missing_field}, {@code invalid_field}, 422
     *                 {@code row_fields}, and as Bean Validation has it
     */
    public <T extends Record> T read(ImportTable table, Csv.Row row, Class<T> type) {
        Map<String, String> values = table.values(row);
        ObjectNode object = json.createObjectNode();
        for (RecordComponent component : type.getRecordComponents()) {
            String value = values.get(component.getName());
            if (value != null) {
                object.set(component.getName(), node(component.getType(), value, table.decimalComma()));
            }
        }
        try {
            return validity.check(json.treeToValue(object, type));
        } catch (JsonProcessingException e) {
            throw Problems.unreadable(e);
        }
    }

    private static JsonNode node(Class<?> type, String value, boolean decimalComma) {
        if ((type == Integer.class || type == int.class) && WHOLE.matcher(value).matches()) {
            return IntNode.valueOf(Integer.parseInt(value));
        } else if (type == Boolean.class && (value.equals("true") || value.equals("false"))) {
            return BooleanNode.valueOf(value.equals("true"));
        } else if (type == BigDecimal.class && decimalComma && DECIMAL_COMMA.matcher(value).matches()) {
            return TextNode.valueOf(value.replace(',', '.'));
        }
        return TextNode.valueOf(value);
    }
}
