package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** The initial values of a parameter; written {@code {"normal": {"mean": 0.03, "sd": 0.01}}}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(InitialiserSpec.Normal.class),
    @JsonSubTypes.Type(InitialiserSpec.Uniform.class),
    @JsonSubTypes.Type(InitialiserSpec.Constant.class),
    @JsonSubTypes.Type(InitialiserSpec.Gamma.class),
    @JsonSubTypes.Type(InitialiserSpec.Kaiming.class)
})
public sealed interface InitialiserSpec {

    /**
     * Normal distribution.
     *
     * @param mean mean
     * @param sd standard deviation
     */
    @JsonTypeName("normal")
    record Normal(double mean, double sd) implements InitialiserSpec {}

    /**
     * Uniform distribution on [min, max).
     *
     * @param min lower bound
     * @param max upper bound; at least min
     */
    @JsonTypeName("uniform")
    record Uniform(double min, double max) implements InitialiserSpec {}

    /**
     * The same value for all.
     *
     * @param value the value
     */
    @JsonTypeName("constant")
    record Constant(double value) implements InitialiserSpec {}

    /**
     * Gamma distribution, as for time constants (Perez-Nieves et al. 2021).
     *
     * @param shape shape
     * @param mean mean
     */
    @JsonTypeName("gamma")
    record Gamma(double shape, double mean) implements InitialiserSpec {}

    /**
     * Draws weights from a normal distribution with the deviation that lets the voltage of the postsynaptic neuron
     * fluctuate by {@code gain} times its threshold (1 for li neurons) if every presynaptic neuron fires at random at
     * the given rate. With N synapses per neuron and the postsynaptic potential kappa(t): sd = gain theta / sqrt(N rate
     * int kappa^2 dt), int kappa^2 dt = tauSyn^2 / (2 (tauMem + tauSyn)) (Rossbroich, Gygax &amp; Zenke 2022, with zero
     * mean input).
     *
     * @param gain standard deviation of the voltage, in thresholds
     * @param inputRateHz rate of each presynaptic neuron, Hz
     */
    @JsonTypeName("kaiming")
    record Kaiming(double gain, double inputRateHz) implements InitialiserSpec {}
}
