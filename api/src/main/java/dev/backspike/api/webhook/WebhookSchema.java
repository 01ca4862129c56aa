package dev.backspike.api.webhook;

import dev.backspike.common.json.SchemaTexts;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema of a request to create a webhook. */
public final class WebhookSchema {

    private WebhookSchema() {}

    /** Returns a new copy. Which hosts are allowed is not part of it. */
    public static ObjectNode of(SchemaTexts texts) {
        return WebhookReader.schema(texts);
    }
}
