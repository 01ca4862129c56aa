package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** How the learning rate rises over the first weight updates, counted from 0; multiplies the schedule's. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({@JsonSubTypes.Type(WarmUpSpec.Linear.class), @JsonSubTypes.Type(WarmUpSpec.Geometric.class)})
public sealed interface WarmUpSpec {

    /**
     * (step + 1) / steps, at most 1.
     *
     * @param steps weight updates until the full learning rate
     */
    @JsonTypeName("linear")
    record Linear(int steps) implements WarmUpSpec {}

    /**
     * start x factor^step, at most 1 (Nowotny, Turner &amp; Knight 2025, with start 1e-3 and factor 1.05).
     *
     * @param start first fraction of the learning rate
     * @param factor factor per weight update
     */
    @JsonTypeName("geometric")
    record Geometric(double start, double factor) implements WarmUpSpec {}
}
