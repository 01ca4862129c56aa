package dev.backspike.common.json;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the types that readers make say about the objects that they read. */
final class ReadTypes {

    private ReadTypes() {}

    /**
     * The record that a reader makes; if fields are of other records, such as those of other choices, the interface
     * that all of them implement.
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

    /** In the order of the record's components, as far as the fields are components. */
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
