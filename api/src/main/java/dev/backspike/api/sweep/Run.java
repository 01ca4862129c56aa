package dev.backspike.api.sweep;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One job of a sweep.
 *
 * @param number counts from 1
 * @param configuration counts from 1
 * @param parameters the values that its configuration sets, by JSON pointer
 * @param replicate the values that set it apart from other runs of its configuration (seed, fold, speaker), by JSON
 *     pointer
 * @param spec its job specification
 */
record Run(
        int number,
        int configuration,
        Map<String, JsonNode> parameters,
        Map<String, JsonNode> replicate,
        ObjectNode spec) {}
