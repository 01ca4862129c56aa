package dev.backspike.api.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How every configuration is repeated: with each seed, and for each seed with each fold or each speaker held out.
 *
 * @param seeds seeds of the training; by default that of the base
 * @param folds number of cross-validation folds of the training data
 * @param leaveOneSpeakerOut whether each speaker of the training data is held out for validation once
 */
record Replicates(List<Integer> seeds, @Nullable Integer folds, boolean leaveOneSpeakerOut) {

    static final String SEED = "/training/seed";
    static final String VALIDATION = "/dataset/validation";

    Replicates {
        seeds = List.copyOf(seeds);
    }

    /**
     * Returns the fields of the job specification that replicates set, each with the field of the sweep that causes it.
     */
    Map<String, String> pointers() {
        Map<String, String> pointers = new LinkedHashMap<>();
        if (!seeds.isEmpty()) {
            pointers.put(SEED, "/replicates/seeds");
        }
        if (folds != null) {
            pointers.put(VALIDATION, "/replicates/folds");
        }
        if (leaveOneSpeakerOut) {
            pointers.put(VALIDATION, "/replicates/leaveOneSpeakerOut");
        }
        return pointers;
    }

    /**
     * Returns the number of runs of a configuration, without the factor for speakers, which is known only once the data
     * have been read.
     */
    long countWithoutSpeakers() {
        return (long) Math.max(1, seeds.size()) * (folds == null ? 1 : folds);
    }

    /**
     * Returns the values that each run of a configuration sets, by JSON pointer; a single run that sets nothing if
     * there are no replicates.
     *
     * @param speakers called only if each speaker is to be held out
     */
    List<Map<String, JsonNode>> each(Supplier<List<Integer>> speakers) {
        List<JsonNode> parts = parts(speakers);
        List<Map<String, JsonNode>> each = new ArrayList<>();
        for (JsonNode seed : seeds.isEmpty() ? List.of(none()) : seedNodes()) {
            for (JsonNode part : parts.isEmpty() ? List.of(none()) : parts) {
                Map<String, JsonNode> set = new LinkedHashMap<>();
                if (!seed.isMissingNode()) {
                    set.put(SEED, seed);
                }
                if (!part.isMissingNode()) {
                    set.put(VALIDATION, part);
                }
                each.add(set);
            }
        }
        return each;
    }

    private static JsonNode none() {
        return JsonNodeFactory.instance.missingNode();
    }

    private List<JsonNode> seedNodes() {
        return seeds.stream()
                .map(seed -> (JsonNode) JsonNodeFactory.instance.numberNode(seed))
                .toList();
    }

    private List<JsonNode> parts(Supplier<List<Integer>> speakers) {
        List<JsonNode> parts = new ArrayList<>();
        if (leaveOneSpeakerOut) {
            for (int speaker : speakers.get()) {
                ArrayNode one = JsonNodeFactory.instance.arrayNode().add(speaker);
                parts.add(JsonNodeFactory.instance.objectNode().set("speakers", one));
            }
        }
        for (int fold = 1; folds != null && fold <= folds; fold++) {
            parts.add(JsonNodeFactory.instance.objectNode().put("fold", fold).put("of", folds));
        }
        return parts;
    }
}
