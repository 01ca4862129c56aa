package dev.backspike.engine.dynamics;

import dev.backspike.common.expression.Expression;
import dev.backspike.common.expression.Expression.Binary;
import dev.backspike.common.expression.Expression.Constant;
import dev.backspike.common.expression.Expression.Symbol;
import dev.backspike.common.expression.Expression.Unary;
import dev.backspike.common.expression.ExpressionException;
import dev.backspike.common.expression.ExpressionParser;
import dev.backspike.common.expression.Function;
import dev.backspike.common.expression.Operator;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A neuron model as expressions, whichever way it was specified.
 *
 * @param initial initial value of each state, in order, of parameters
 * @param inputs names of the input currents
 * @param parameters names of the parameters
 * @param dynamics derivative of each state by time, per ms, of states, inputs and parameters
 * @param threshold rises to 0 at a spike; of states and parameters; null for neurons that never spike
 * @param reset value after a spike of the states that a spike changes, of the states before it and of parameters
 */
public record ModelEquations(
        Map<String, Expression> initial,
        List<String> inputs,
        List<String> parameters,
        Map<String, Expression> dynamics,
        @Nullable Expression threshold,
        Map<String, Expression> reset) {

    /** Name of the state that integrates the first state over time; no user can choose it. */
    private static final String INTEGRAL = "integral of the first state";

    private static final String WEIGHTING = "weighting of the first state";

    /**
     * The equations of a specified neuron. The parameters of lif neurons are tauMem, vThresh and vReset; li neurons
     * have tauMem.
     *
     * @throws IllegalArgumentException for inputs, which have no equations
     */
    public static ModelEquations of(NeuronSpec neuron) {
        return switch (neuron) {
            case NeuronSpec.Input _ -> throw new IllegalArgumentException("inputs have no equations");
            case NeuronSpec.Li _ ->
                new ModelEquations(
                        Map.of("V", new Constant(0)),
                        List.of(ConnectionSpec.DEFAULT_RECEPTOR),
                        List.of("tauMem"),
                        Map.of("V", parse("(-V + I) / tauMem")),
                        null,
                        Map.of());
            case NeuronSpec.Lif _ ->
                new ModelEquations(
                        Map.of("V", new Constant(0)),
                        List.of(ConnectionSpec.DEFAULT_RECEPTOR),
                        List.of("tauMem", "vThresh", "vReset"),
                        Map.of("V", parse("(-V + I) / tauMem")),
                        parse("V - vThresh"),
                        Map.of("V", new Symbol("vReset")));
            case NeuronSpec.Equations equations ->
                new ModelEquations(
                        parsed(equations.state()),
                        equations.inputs(),
                        List.copyOf(equations.parameters().keySet()),
                        inOrder(equations.state().keySet().stream().toList(), parsed(equations.dynamics())),
                        equations.threshold() == null ? null : parse(equations.threshold()),
                        parsed(equations.reset()));
        };
    }

    /** The specification of each parameter, in the order of {@link #parameters()}. */
    public static List<ParameterSpec> values(NeuronSpec neuron) {
        return switch (neuron) {
            case NeuronSpec.Input _ -> List.of();
            case NeuronSpec.Li li -> List.of(li.tauMem());
            case NeuronSpec.Lif lif ->
                List.of(lif.tauMem(), ParameterSpec.fixed(lif.vThresh()), ParameterSpec.fixed(lif.vReset()));
            case NeuronSpec.Equations equations ->
                List.copyOf(equations.parameters().values());
        };
    }

    /** Names of the states, in order; the first is the one that losses read. */
    public List<String> states() {
        return List.copyOf(initial.keySet());
    }

    /**
     * The same model with one more state, the last: the integral from 0 of f(t) times the first state.
     *
     * @param duration trial length T, ms, on which f depends
     */
    public ModelEquations withIntegral(Profile profile, double duration) {
        Map<String, Expression> starts = new LinkedHashMap<>(initial);
        Map<String, Expression> rates = new LinkedHashMap<>(dynamics);
        Expression first = new Symbol(states().getFirst());
        Expression weighting = new Symbol(WEIGHTING);
        Expression end = new Constant(duration);
        switch (profile) {
            case CONSTANT -> {}
            case EXPONENTIAL -> {
                starts.put(WEIGHTING, new Constant(1));
                rates.put(WEIGHTING, new Unary(Function.NEGATE, new Binary(Operator.DIVIDE, weighting, end)));
            }
            case LINEAR -> {
                starts.put(WEIGHTING, new Constant(1));
                rates.put(WEIGHTING, new Binary(Operator.DIVIDE, new Constant(-1), end));
            }
        }
        starts.put(INTEGRAL, new Constant(0));
        rates.put(INTEGRAL, profile == Profile.CONSTANT ? first : new Binary(Operator.MULTIPLY, weighting, first));
        return new ModelEquations(starts, inputs, parameters, rates, threshold, reset);
    }

    private static Map<String, Expression> parsed(Map<String, String> texts) {
        Map<String, Expression> parsed = new LinkedHashMap<>();
        texts.forEach((name, text) -> parsed.put(name, parse(text)));
        return parsed;
    }

    private static Map<String, Expression> inOrder(List<String> names, Map<String, Expression> values) {
        Map<String, Expression> ordered = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            Expression value = values.get(name);
            if (value == null) {
                missing.add(name);
            } else {
                ordered.put(name, value);
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the states " + missing + " have no derivative");
        }
        return ordered;
    }

    private static Expression parse(String text) {
        try {
            return ExpressionParser.parse(text);
        } catch (ExpressionException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" was not checked when the specification was read: " + e.getMessage(), e);
        }
    }
}
