package dev.backspike.api.sweep;

import dev.backspike.common.json.SchemaTexts;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema of a sweep. */
public final class SweepSchema {

    private SweepSchema() {}

    /** Returns a new copy, without the rules that relate several fields. */
    public static ObjectNode of(SchemaTexts texts) {
        return SweepSpecReader.schema(texts);
    }
}
