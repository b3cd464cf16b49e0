package erp.work;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Turns result rows into records, by name: the column {@code unit_price} fills the component {@code unitPrice}. */
final class Rows<T> {

    private static final ClassValue<Rows<?>> KNOWN = new ClassValue<>() {
        @Override
        protected Rows<?> computeValue(Class<?> type) {
            return new Rows<>(type);
        }
    };

    private final Class<T> type;
    private final String[] columns;
    private final Class<?>[] types;
    private final MethodHandle constructor;

    private Rows(Class<T> type) {
        this.type = type;
        if (!type.isRecord()) {
            columns = null;
            types = new Class<?>[] {type};
            constructor = null;
            return;
        }
        RecordComponent[] components = type.getRecordComponents();
        columns = Arrays.stream(components).map(component -> column(component.getName())).toArray(String[]::new);
        types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<T> canonical = type.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            constructor = MethodHandles.lookup().unreflectConstructor(canonical)
                    .asType(MethodType.genericMethodType(types.length))
                    .asSpreader(Object[].class, types.length);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be built from a row", e);
        }
    }

    @SuppressWarnings("unchecked")
    static <T> Rows<T> of(Class<T> type) {
        return (Rows<T>) KNOWN.get(type);
    }

    /** The column name of a component: {@code unitPrice} is {@code unit_price}. */
    static String column(String component) {
        StringBuilder name = new StringBuilder(component.length() + 4);
        for (char c : component.toCharArray()) {
            if (Character.isUpperCase(c)) {
                name.append('_').append(Character.toLowerCase(c));
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    List<T> all(ResultSet results) throws SQLException {
        int[] positions = new int[types.length];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = columns == null ? 1 : results.findColumn(columns[i]);
        }
        List<T> rows = new ArrayList<>();
        Object[] values = new Object[positions.length];
        while (results.next()) {
            for (int i = 0; i < positions.length; i++) {
                values[i] = value(results, positions[i], types[i]);
            }
            rows.add(build(values));
        }
        return rows;
    }

    @SuppressWarnings("unchecked")
    private T build(Object[] values) {
        if (constructor == null) {
            return (T) values[0];
        }
        try {
            return (T) constructor.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("no " + type.getSimpleName() + " from " + Arrays.toString(values), e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static Object value(ResultSet results, int position, Class<?> type) throws SQLException {
        if (type == String.class) {
            return results.getString(position);
        } else if (type == BigDecimal.class) {
            return results.getBigDecimal(position);
        } else if (type == UUID.class || type == LocalDate.class) {
            return results.getObject(position, type);
        } else if (type == int.class) {
            return results.getInt(position);
        } else if (type == long.class) {
            return results.getLong(position);
        } else if (type == boolean.class) {
            return results.getBoolean(position);
        } else if (type == byte[].class) {
            return results.getBytes(position);
        } else if (type == Instant.class) {
            OffsetDateTime time = results.getObject(position, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        } else if (type == List.class) {
            Array array = results.getArray(position);
            return array == null ? null : Collections.unmodifiableList(Arrays.asList((Object[]) array.getArray()));
        } else if (type == Integer.class || type == Long.class || type == Boolean.class) {
            return results.getObject(position, type);
        } else if (type.isEnum()) {
            String name = results.getString(position);
            return name == null ? null : Enum.valueOf((Class<Enum>) type, name.toUpperCase(Locale.ROOT));
        }
        throw new IllegalStateException("no column type for " + type);
    }
}
