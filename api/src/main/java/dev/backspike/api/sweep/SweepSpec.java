package dev.backspike.api.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The specification of a sweep: a job specification, and how the runs differ from it.
 *
 * @param base a job specification; it must be complete only once the parameters are set
 * @param parameters by JSON pointer into {@code base}, in document order
 * @param halving null to train every run for all its epochs
 * @param maxConcurrentRuns largest number of runs queued or running at a time; null for no limit
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
