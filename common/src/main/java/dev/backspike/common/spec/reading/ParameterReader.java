package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.ParameterSpec;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads weights' initialisers and {@link ParameterSpec}s. A parameter is a number, an initialiser or the long form:
 *
 * <pre>
 *   20
 *   {"gamma": {"shape": 3, "mean": 20}}
 *   {"initial": 20 or an initialiser, "learnable": true, "learningRateFactor": 10, "min": 1, "max": 100}
 * </pre>
 *
 * @param range range of a number given for all neurons
 * @param min lower bound of individual values unless the specification sets one; likewise {@code max}
 */
record ParameterReader(Range range, double min, double max) {

    static final ParameterReader TIME_CONSTANT = new ParameterReader(Bounds.POSITIVE, 1, 1000);
    static final ParameterReader DELAY = new ParameterReader(Bounds.NOT_NEGATIVE, 0, 100);

    /** A parameter of a neuron model's equations. */
    static final ParameterReader EQUATION = new ParameterReader(Bounds.ANY, -Bounds.LARGEST, Bounds.LARGEST);

    private static final Map<String, Function<Fields, ? extends InitialiserSpec>> DISTRIBUTIONS = Map.of(
            "normal",
            f -> new InitialiserSpec.Normal(f.number("mean", Bounds.ANY), f.number("sd", Bounds.NOT_NEGATIVE)),
            "uniform",
            ParameterReader::uniform,
            "constant",
            f -> new InitialiserSpec.Constant(f.number("value", Bounds.ANY)),
            "gamma",
            f -> new InitialiserSpec.Gamma(f.number("shape", Bounds.POSITIVE), f.number("mean", Bounds.POSITIVE)));

    private static final Map<String, Function<Fields, ? extends InitialiserSpec>> WEIGHTS = Map.of(
            "normal", DISTRIBUTIONS.get("normal"),
            "uniform", DISTRIBUTIONS.get("uniform"),
            "constant", DISTRIBUTIONS.get("constant"),
            "gamma", DISTRIBUTIONS.get("gamma"),
            "kaiming",
                    f -> new InitialiserSpec.Kaiming(
                            f.number("gain", 1, Bounds.POSITIVE), f.number("inputRateHz", Bounds.POSITIVE)));

    static InitialiserSpec weight(Fields in) {
        return in.wrapped("weight", WEIGHTS);
    }

    ParameterSpec read(Fields in, String field, double otherwise) {
        return in.numberOr(field, otherwise, range, ParameterSpec::fixed, () -> ofObject(in, field));
    }

    /** Reads a parameter that has to be given. */
    ParameterSpec read(Fields in, String field) {
        return in.numberOr(field, range, ParameterSpec::fixed, () -> ofObject(in, field));
    }

    private ParameterSpec ofObject(Fields in, String field) {
        return in.ifWithin(
                field,
                "initial",
                () -> in.object(field, this::longForm),
                () -> individual(in.wrapped(field, DISTRIBUTIONS), false, 1, min, max));
    }

    private ParameterSpec longForm(Fields in) {
        InitialiserSpec initial = in.<InitialiserSpec>numberOr(
                "initial", range, InitialiserSpec.Constant::new, () -> in.wrapped("initial", DISTRIBUTIONS));
        double least = in.number("min", min, range);
        double most = in.number("max", max, range);
        if (most < least) {
            in.error("max", "must be at least min (" + least + ")");
        }
        return individual(
                initial,
                in.flag("learnable", false),
                in.number("learningRateFactor", 1, Bounds.NOT_NEGATIVE),
                least,
                most);
    }

    private static ParameterSpec individual(
            InitialiserSpec initial, boolean learnable, double factor, double min, double max) {
        return initial instanceof InitialiserSpec.Constant constant && !learnable
                ? ParameterSpec.fixed(constant.value())
                : new ParameterSpec(initial, learnable, factor, min, max);
    }

    private static InitialiserSpec.Uniform uniform(Fields in) {
        double min = in.number("min", Bounds.ANY);
        double max = in.number("max", Bounds.ANY);
        if (max < min) {
            in.error("max", "must be at least min (" + min + ")");
        }
        return new InitialiserSpec.Uniform(min, max);
    }
}
