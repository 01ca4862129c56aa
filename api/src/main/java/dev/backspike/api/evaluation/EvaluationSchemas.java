package dev.backspike.api.evaluation;

import dev.backspike.common.json.JsonSchema;
import dev.backspike.common.json.SchemaTexts;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schemas of requests to run a trained network; each method returns a new copy. */
public final class EvaluationSchemas {

    private EvaluationSchemas() {}

    public static ObjectNode evaluation(SchemaTexts texts) {
        return JsonSchema.of("Backspike evaluation", EvaluationRequest::read, texts);
    }

    public static ObjectNode prediction(SchemaTexts texts) {
        return JsonSchema.of("Backspike prediction", PredictionRequest::read, texts);
    }

    public static ObjectNode recording(SchemaTexts texts) {
        return JsonSchema.of("Backspike recording", RecordingRequest::read, texts);
    }
}
