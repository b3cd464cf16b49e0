package erp.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import erp.money.Rounding;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * JSON as the contract wants it: decimals are strings, unknown and missing fields are errors, and a component of a request
 * record may be absent only where it is {@code @Nullable}.
 */
@Factory
class Json implements BeanCreatedEventListener<ObjectMapper> {

    static final Pattern DECIMAL = Pattern.compile("(?!-0+(\\.0+)?$)-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");
    private static final Set<String> QUANTITIES =
            Set.of("quantity", "minQuantity", "onHand", "reserved", "available", "delivered", "invoiced");
    private static final int MAX_DEPTH = 20;
    /** In characters; the longest texts are imported tables. */
    private static final int MAX_TEXT = 10_000_000;

    @Singleton
    Module decimals() {
        return new SimpleModule("decimals") {
            @Override
            public void setupModule(SetupContext context) {
                super.setupModule(context);
                context.insertAnnotationIntrospector(new Required());
            }
        }.addSerializer(BigDecimal.class, new Plain()).addDeserializer(BigDecimal.class, new Strict());
    }

    @Override
    public ObjectMapper onCreated(BeanCreatedEvent<ObjectMapper> event) {
        ObjectMapper mapper = event.getBean();
        // After the framework's own modules, which would read [2026, 1, 1], 20000, and "" for a date.
        mapper.registerModule(new SimpleModule("texts").addDeserializer(LocalDate.class, new Dates())
                .addDeserializer(String.class, new Texts()));
        mapper.getFactory().setStreamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH).maxStringLength(MAX_TEXT).build());
        mapper.getFactory().configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), true);
        // A number is not a text, and a text not a number: what looks right by luck is a mistake all the same.
        for (LogicalType type : List.of(LogicalType.Integer, LogicalType.Boolean, LogicalType.Textual, LogicalType.Enum,
                LogicalType.OtherScalar)) {
            for (CoercionInputShape shape : List.of(CoercionInputShape.String, CoercionInputShape.EmptyString, CoercionInputShape.Integer,
                    CoercionInputShape.Float, CoercionInputShape.Boolean)) {
                if (!isOwn(type, shape)) {
                    mapper.coercionConfigFor(type).setCoercion(shape, CoercionAction.Fail);
                }
            }
        }
        return mapper.setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                // The framework would take ["x"] for "x", and "x" for ["x"].
                .disable(DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS)
                .disable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    }

    private static boolean isOwn(LogicalType type, CoercionInputShape shape) {
        return switch (type) {
            case Integer -> shape == CoercionInputShape.Integer;
            case Boolean -> shape == CoercionInputShape.Boolean;
            case Enum, OtherScalar -> shape == CoercionInputShape.String;
            default -> shape == CoercionInputShape.String || shape == CoercionInputShape.EmptyString;
        };
    }

    /** Amounts with the digits of their currency, as they come; quantities without zeros that say nothing, however they were counted. */
    private static final class Plain extends StdScalarSerializer<BigDecimal> {

        Plain() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator out, SerializerProvider provider) throws IOException {
            String name = out.getOutputContext().getCurrentName();
            out.writeString((name != null && QUANTITIES.contains(name) ? Rounding.normal(value) : value).toPlainString());
        }
    }

    private static final class Strict extends StdScalarDeserializer<BigDecimal> {

        Strict() {
            super(BigDecimal.class);
        }

        @Override
        public BigDecimal deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (in.currentToken() == JsonToken.VALUE_STRING && DECIMAL.matcher(in.getText()).matches()) {
                return new BigDecimal(in.getText());
            }
            if (in.currentToken().isScalarValue()) {
                return new Malformed();
            }
            return (BigDecimal) context.handleUnexpectedToken(BigDecimal.class, in);
        }
    }

    /** A date has one form, and a year that can be kept. */
    private static final class Dates extends StdScalarDeserializer<LocalDate> {

        Dates() {
            super(LocalDate.class);
        }

        @Override
        public LocalDate deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                return (LocalDate) context.handleUnexpectedToken(LocalDate.class, in);
            }
            try {
                return IsoDate.date(in.getText());
            } catch (DateTimeException e) {
                return (LocalDate) context.handleWeirdStringValue(LocalDate.class, in.getText(), "not a date");
            }
        }
    }

    /**
     * A text that is kept as it is: PostgreSQL has no character 0, and half of a surrogate pair is no character at all, which UTF-8
     * would turn into a question mark.
     */
    private static final class Texts extends StringDeserializer {

        @Override
        public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = super.deserialize(in, context);
            return text == null || isText(text) ? text : (String) context.handleWeirdStringValue(String.class, text, "not only characters");
        }
    }

    /** Whether a text has only characters that can be kept. */
    static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c) && (!Character.isHighSurrogate(c) || ++i == text.length()
                    || !Character.isLowSurrogate(text.charAt(i)))) {
                return false;
            }
        }
        return true;
    }

    /** Every component of a record is required and not null, unless it is {@code @Nullable}. */
    private static final class Required extends NopAnnotationIntrospector {

        @Override
        public Boolean hasRequiredMarker(AnnotatedMember member) {
            return member.getDeclaringClass().isRecord() && !member.hasAnnotation(Nullable.class) ? true : null;
        }

        @Override
        public JsonSetter.Value findSetterInfo(com.fasterxml.jackson.databind.introspect.Annotated member) {
            if (!(member instanceof AnnotatedMember m) || !m.getDeclaringClass().isRecord()) {
                return JsonSetter.Value.empty();
            }
            // A list may be absent, but what stands in it is there.
            return member.hasAnnotation(Nullable.class) ? JsonSetter.Value.forContentNulls(Nulls.FAIL)
                    : JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL);
        }
    }
}
