package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** How a parameter starts; written {@code {"normal": {"mean": 0.03, "sd": 0.01}}}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(InitialiserSpec.Normal.class),
    @JsonSubTypes.Type(InitialiserSpec.Uniform.class),
    @JsonSubTypes.Type(InitialiserSpec.Constant.class)
})
public sealed interface InitialiserSpec {

    @JsonTypeName("normal")
    record Normal(double mean, double sd) implements InitialiserSpec {}

    /** Uniform on [min, max). */
    @JsonTypeName("uniform")
    record Uniform(double min, double max) implements InitialiserSpec {}

    @JsonTypeName("constant")
    record Constant(double value) implements InitialiserSpec {}
}
