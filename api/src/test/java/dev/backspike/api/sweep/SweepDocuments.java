package dev.backspike.api.sweep;

import dev.backspike.api.Specs;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sweeps of the example job for tests. */
final class SweepDocuments {

    static final JsonMapper JSON = new JsonMapper();
    static final String RATE = "/training/optimiser/learningRate";

    private SweepDocuments() {}

    /** Judged by the validation accuracy, without parameters: one run. */
    static ObjectNode plain() {
        ObjectNode sweep = JSON.createObjectNode();
        sweep.put("name", "rates");
        sweep.set("base", JSON.readTree(Specs.yinYangWith("/training/epochs", 20)));
        sweep.set("objective", JSON.createObjectNode().put("series", "validation.accuracy"));
        return sweep;
    }

    /** Over these learning rates. */
    static ObjectNode rates(double... rates) {
        ObjectNode sweep = plain();
        sweep.set("parameters", JSON.valueToTree(Map.of(RATE, Map.of("values", rates))));
        return sweep;
    }

    static ObjectNode withSeeds(ObjectNode sweep, Integer... seeds) {
        return sweep.set("replicates", JSON.valueToTree(Map.of("seeds", List.of(seeds))));
    }

    static ObjectNode with(ObjectNode sweep, String field, String json) {
        return sweep.set(field, JSON.readTree(json.replace('\'', '"')));
    }

    static SweepSpec read(JsonNode sweep) {
        return SweepSpecReader.read(sweep);
    }
}
