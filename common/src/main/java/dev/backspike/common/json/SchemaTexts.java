package dev.backspike.common.json;

import org.jspecify.annotations.Nullable;

/** The source of the descriptions in a schema: the documentation of the types that readers create. */
public interface SchemaTexts {

    /** No descriptions. */
    SchemaTexts NONE = new SchemaTexts() {
        @Override
        public @Nullable String ofType(Class<?> type) {
            return null;
        }

        @Override
        public @Nullable String ofField(Class<?> type, String field) {
            return null;
        }
    };

    /** Returns the description of a type; null if it has none. */
    @Nullable
    String ofType(Class<?> type);

    /** Returns the description of a field of a type; null if it has none. */
    @Nullable
    String ofField(Class<?> type, String field);
}
