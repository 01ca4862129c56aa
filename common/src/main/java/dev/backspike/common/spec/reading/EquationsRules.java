package dev.backspike.common.spec.reading;

import dev.backspike.common.expression.Expression;
import dev.backspike.common.expression.ExpressionException;
import dev.backspike.common.expression.ExpressionParser;
import dev.backspike.common.json.Fields;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a neuron model's equations: names, what each expression may mention, and whether the model can start
 * and leaves its threshold after a spike. Values are tried at the mean of each parameter.
 */
final class EquationsRules {

    private static final int MOST_STATES = 8;
    private static final int MOST_INPUTS = 4;
    private static final int MOST_PARAMETERS = 32;
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,29}");
    private static final Set<String> RESERVED =
            Set.of("if", "min", "max", "exp", "log", "sqrt", "tanh", "sigmoid", "sin", "cos", "abs");
    /** How far above its start the first state is looked for a spike, in doublings. */
    private static final int DOUBLINGS = 60;

    private final NeuronSpec.Equations model;
    private final Fields in;
    private final Set<String> states;
    private final Set<String> parameters;
    private boolean faulty;

    private EquationsRules(NeuronSpec.Equations model, Fields in) {
        this.model = model;
        this.in = in;
        states = model.state().keySet();
        parameters = model.parameters().keySet();
    }

    static void check(NeuronSpec.Equations model, Fields in) {
        if (!model.state().isEmpty()) {
            new EquationsRules(model, in).check();
        }
    }

    private void check() {
        names();
        Map<String, Expression> initial = parse("state", model.state(), parameters);
        Set<String> everything = new HashSet<>(states);
        everything.addAll(model.inputs());
        everything.addAll(parameters);
        Map<String, Expression> dynamics = parse("dynamics", model.dynamics(), everything);
        for (String state : states) {
            if (!model.dynamics().containsKey(state)) {
                error("dynamics", state, "is required: every state needs its derivative");
            }
        }
        requireStates("dynamics", model.dynamics().keySet());
        requireStates("reset", model.reset().keySet());
        Set<String> own = new HashSet<>(states);
        own.addAll(parameters);
        Map<String, Expression> reset = parse("reset", model.reset(), own);
        String text = model.threshold();
        if (text == null) {
            if (!model.reset().isEmpty()) {
                error("reset", "needs a threshold, at which the neuron spikes");
            }
            return;
        }
        Expression threshold = parse("threshold", null, text, own);
        if (threshold != null && threshold.symbols().stream().noneMatch(states::contains)) {
            error("threshold", "mentions no state, so it never changes");
        }
        if (!faulty && threshold != null) {
            tryOut(initial, dynamics, threshold, reset);
        }
    }

    private void names() {
        requireCount("state", states, MOST_STATES);
        requireCount("inputs", model.inputs(), MOST_INPUTS);
        requireCount("parameters", parameters, MOST_PARAMETERS);
        Set<String> seen = new HashSet<>();
        requireNames("state", states, seen);
        requireNames("inputs", model.inputs(), seen);
        requireNames("parameters", parameters, seen);
    }

    private void requireCount(String field, Collection<String> names, int most) {
        if (names.size() > most) {
            error(field, "must have at most " + most + " entries, has " + names.size());
        }
    }

    private void requireNames(String field, Collection<String> names, Set<String> seen) {
        for (String name : names) {
            if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
                error(
                        field,
                        "has the name \"" + shortened(name) + "\"; a name is a letter and up to 29 letters, digits or"
                                + " underscores, and not that of a function");
            } else if (!seen.add(name)) {
                error(field, "has the name " + name + ", which is taken; states, inputs and parameters share names");
            }
        }
    }

    private void requireStates(String field, Set<String> names) {
        for (String name : names) {
            if (!states.contains(name)) {
                error(field, name, "is not a state; states are " + String.join(", ", states));
            }
        }
    }

    private Map<String, Expression> parse(String field, Map<String, String> texts, Set<String> known) {
        Map<String, Expression> parsed = new LinkedHashMap<>();
        texts.forEach((name, text) -> {
            Expression expression = parse(field, name, text, known);
            if (expression != null) {
                parsed.put(name, expression);
            }
        });
        return parsed;
    }

    /** @param entry of the field, if it is an object */
    private @Nullable Expression parse(String field, @Nullable String entry, String text, Set<String> known) {
        try {
            Expression expression = ExpressionParser.parse(text);
            Set<String> unknown = new TreeSet<>(expression.symbols());
            unknown.removeAll(known);
            if (!unknown.isEmpty()) {
                error(
                        field,
                        entry,
                        "mentions " + shortened(String.join(", ", unknown)) + "; known names: "
                                + String.join(", ", new TreeSet<>(known)));
                return null;
            }
            return expression;
        } catch (ExpressionException e) {
            error(field, entry, "column " + e.column() + ": " + e.getMessage());
            return null;
        }
    }

    private void tryOut(
            Map<String, Expression> initial,
            Map<String, Expression> dynamics,
            Expression threshold,
            Map<String, Expression> reset) {
        Map<String, Double> values = new HashMap<>();
        model.inputs().forEach(input -> values.put(input, 0.0));
        model.parameters().forEach((name, parameter) -> values.put(name, mean(parameter)));
        Map<String, Double> start = new HashMap<>();
        initial.forEach((state, expression) -> start.put(state, expression.evaluate(values::get)));
        values.putAll(start);
        start.forEach((state, value) -> {
            if (!Double.isFinite(value)) {
                error("state", state, "starts at " + value);
            }
        });
        dynamics.forEach((state, expression) -> {
            double rate = expression.evaluate(values::get);
            if (!Double.isFinite(rate)) {
                error("dynamics", state, "is " + rate + " at the initial state without input");
            }
        });
        double before = threshold.evaluate(values::get);
        if (!(before < 0)) {
            error("threshold", "is " + before + " at the initial state; it must start below 0");
            return;
        }
        if (!faulty && riseToThreshold(values, threshold)) {
            Map<String, Double> after = new HashMap<>(values);
            reset.forEach((state, expression) -> after.put(state, expression.evaluate(values::get)));
            double left = threshold.evaluate(after::get);
            if (!(left < 0)) {
                error(
                        "reset",
                        "leaves the neuron at its threshold (" + left + " after a spike from the initial state),"
                                + " so it would spike without end; let the reset move a state away from it");
            }
        }
    }

    /** Raises the first state until the threshold is reached; false where that does not happen. */
    private boolean riseToThreshold(Map<String, Double> values, Expression threshold) {
        String first = states.iterator().next();
        double start = values.getOrDefault(first, 0.0);
        double below = start;
        double step = Math.max(1e-6, Math.abs(start) * 1e-6);
        for (int k = 0; k < DOUBLINGS; k++) {
            double above = start + step * Math.pow(2, k);
            values.put(first, above);
            if (threshold.evaluate(values::get) >= 0) {
                for (int halving = 0; halving < DOUBLINGS; halving++) {
                    double middle = below + (above - below) / 2;
                    values.put(first, middle);
                    if (threshold.evaluate(values::get) >= 0) {
                        above = middle;
                    } else {
                        below = middle;
                    }
                }
                values.put(first, above);
                return true;
            }
            below = above;
        }
        values.put(first, start);
        return false;
    }

    private static double mean(ParameterSpec parameter) {
        return switch (parameter.initial()) {
            case InitialiserSpec.Normal normal -> normal.mean();
            case InitialiserSpec.Uniform uniform -> (uniform.min() + uniform.max()) / 2;
            case InitialiserSpec.Constant constant -> constant.value();
            case InitialiserSpec.Gamma gamma -> gamma.mean();
            case InitialiserSpec.Kaiming _ -> 0;
        };
    }

    private void error(String field, String message) {
        error(field, null, message);
    }

    private void error(String field, @Nullable String entry, String message) {
        faulty = true;
        if (entry == null) {
            in.error(field, message);
        } else {
            in.error(field, entry, message);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
