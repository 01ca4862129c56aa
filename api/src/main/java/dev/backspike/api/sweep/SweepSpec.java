package dev.backspike.api.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A sweep as submitted: one job specification, and how its runs differ from it.
 *
 * @param base a job specification, which need be whole only with the parameters set
 * @param parameters by JSON pointer into {@code base}, in document order
 * @param halving null to train every run to its end
 * @param maxConcurrentRuns how many runs may be in the queue or run at a time; null for all
 */
record SweepSpec(
        String name,
        ObjectNode base,
        Map<String, ParameterSpace> parameters,
        Strategy strategy,
        Replicates replicates,
        Objective objective,
        @Nullable HalvingSpec halving,
        @Nullable Integer maxConcurrentRuns) {

    SweepSpec {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
}
