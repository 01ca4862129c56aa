package dev.backspike.common.json;

import org.jspecify.annotations.Nullable;

/** Where a schema takes its descriptions from: what is documented of the types that readers make. */
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

    /** What a type is; null if that is not known. */
    @Nullable
    String ofType(Class<?> type);

    /** What a field of a type means; null if that is not known. */
    @Nullable
    String ofField(Class<?> type, String field);
}
