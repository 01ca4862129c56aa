package dev.backspike.api.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The specification of a sweep: a job specification, and how the runs differ from it.
 *
 * @param name a name for people; the runs are named {@code NAME/1}, {@code NAME/2}, ... By default the name of the base
 * @param base a job specification; it must be complete only once the parameters are set
 * @param parameters the fields of the base that differ between configurations, by JSON pointer, such as
 *     {@code /training/optimiser/learningRate}
 * @param strategy how configurations are chosen
 * @param replicates the seeds and parts of the data with which every configuration is repeated
 * @param objective the value by which runs are compared
 * @param halving stops runs early; by default every run trains for all its epochs
 * @param maxConcurrentRuns largest number of runs queued or running at a time, so that other jobs get their turn; by
 *     default all
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
