package dev.backspike.api.security;

import dev.backspike.common.json.JsonSchema;
import dev.backspike.common.json.SchemaTexts;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema of a request to create a token. */
public final class TokenSchema {

    private TokenSchema() {}

    /** Returns a new copy. */
    public static ObjectNode of(SchemaTexts texts) {
        return JsonSchema.of("Backspike token", TokenRequest::read, texts);
    }
}
