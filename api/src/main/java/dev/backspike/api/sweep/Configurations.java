package dev.backspike.api.sweep;

import dev.backspike.common.json.InvalidSpecException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The configurations of a sweep: the values that each sets, by JSON pointer. All are different. */
final class Configurations {

    private static final long DRAWS_PER_CONFIGURATION = 100;
    private static final long LEAST_DRAWS = 10_000;

    private Configurations() {}

    /** Returns how many configurations the sweep requests. */
    static long requested(SweepSpec spec) {
        return switch (spec.strategy()) {
            case Strategy.Grid _ -> possible(spec);
            case Strategy.Drawn(int configurations, long _) -> configurations;
        };
    }

    /** Returns how many different configurations exist; {@link Long#MAX_VALUE} if they are too many to count. */
    static long possible(SweepSpec spec) {
        long possible = 1;
        for (ParameterSpace space : spec.parameters().values()) {
            if (space.size() > Long.MAX_VALUE / possible) {
                return Long.MAX_VALUE;
            }
            possible *= space.size();
        }
        return possible;
    }

    static List<Map<String, JsonNode>> of(SweepSpec spec) {
        return switch (spec.strategy()) {
            case Strategy.Grid _ -> grid(spec.parameters());
            case Strategy.Drawn drawn -> draw(spec.parameters(), drawn);
        };
    }

    /** All combinations of the values; the last parameter changes fastest. */
    private static List<Map<String, JsonNode>> grid(Map<String, ParameterSpace> parameters) {
        List<Map<String, JsonNode>> configurations = List.of(Map.of());
        for (Map.Entry<String, ParameterSpace> parameter : parameters.entrySet()) {
            List<Map<String, JsonNode>> longer = new ArrayList<>();
            for (Map<String, JsonNode> configuration : configurations) {
                for (JsonNode value : ((ParameterSpace.Values) parameter.getValue()).values()) {
                    Map<String, JsonNode> one = new LinkedHashMap<>(configuration);
                    one.put(parameter.getKey(), value);
                    longer.add(one);
                }
            }
            configurations = longer;
        }
        return configurations;
    }

    /** The draws of a parameter depend only on the seed and on its pointer, not on the other parameters. */
    private static List<Map<String, JsonNode>> draw(Map<String, ParameterSpace> parameters, Strategy.Drawn drawn) {
        Map<String, Random> randoms = new HashMap<>();
        Set<List<String>> seen = new HashSet<>();
        List<Map<String, JsonNode>> configurations = new ArrayList<>();
        // Enough to draw each of that many equally likely configurations, except with probability e^-100.
        long draws = DRAWS_PER_CONFIGURATION * drawn.configurations() + LEAST_DRAWS;
        for (long k = 0; configurations.size() < drawn.configurations(); k++) {
            if (k == draws) {
                throw new InvalidSpecException(
                        "/strategy/configurations",
                        "must be at most " + configurations.size() + ": " + draws
                                + " draws gave no more different configurations, since values are rounded to six digits;"
                                + " request fewer or widen the ranges");
            }
            Map<String, JsonNode> one = new LinkedHashMap<>();
            parameters.forEach((pointer, space) -> one.put(
                    pointer,
                    space.draw(randoms.computeIfAbsent(
                            pointer, name -> new Random(31 * drawn.seed() + name.hashCode())))));
            if (seen.add(Distinct.key(one.values()))) {
                configurations.add(one);
            }
        }
        return configurations;
    }
}
