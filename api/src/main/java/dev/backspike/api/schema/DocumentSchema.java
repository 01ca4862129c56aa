package dev.backspike.api.schema;

import dev.backspike.api.evaluation.EvaluationSchemas;
import dev.backspike.api.security.TokenSchema;
import dev.backspike.api.sweep.SweepSchema;
import dev.backspike.api.webhook.WebhookSchema;
import dev.backspike.common.json.SchemaTexts;
import dev.backspike.common.spec.reading.JobSpecParser;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schemas of the documents that users send, with descriptions. */
public enum DocumentSchema {
    JOB,
    SWEEP,
    WEBHOOK,
    EVALUATION,
    PREDICTION,
    RECORDING,
    TOKEN;

    /** Returns a new copy. */
    public ObjectNode create() {
        SchemaTexts texts = new JavadocTexts();
        return switch (this) {
            case JOB -> JobSpecParser.schema(texts);
            case SWEEP -> SweepSchema.of(texts);
            case WEBHOOK -> WebhookSchema.of(texts);
            case EVALUATION -> EvaluationSchemas.evaluation(texts);
            case PREDICTION -> EvaluationSchemas.prediction(texts);
            case RECORDING -> EvaluationSchemas.recording(texts);
            case TOKEN -> TokenSchema.of(texts);
        };
    }
}
