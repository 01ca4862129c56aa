package dev.backspike.common.json;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Derives properties of a schema from the types that readers create. */
final class ReadTypes {

    private ReadTypes() {}

    /**
     * Returns the record that a reader creates; if some fields belong to other records, such as other alternatives, the
     * interface that all of them implement.
     */
    static Class<?> typeOf(@Nullable Object value, Collection<String> fields) {
        if (value == null) {
            return Object.class;
        }
        Class<?> type = value.getClass();
        if (type.isRecord() && !componentsOf(type).containsAll(fields)) {
            while (type.getInterfaces().length == 1 && type.getInterfaces()[0].isSealed()) {
                type = type.getInterfaces()[0];
            }
        }
        return type;
    }

    private static Set<String> componentsOf(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
    }

    /** Returns the fields in the order of the record components, as far as they are components. */
    static <T> Map<String, T> inOrder(Class<?> type, Map<String, T> fields) {
        Map<String, T> ordered = new LinkedHashMap<>();
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                T value = fields.get(component.getName());
                if (value != null) {
                    ordered.put(component.getName(), value);
                }
            }
        }
        fields.forEach(ordered::putIfAbsent);
        return ordered;
    }
}
