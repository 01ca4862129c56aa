package dev.backspike.engine.equations;

import dev.backspike.common.spec.NeuronSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Neuron models of two to four states, each a leaky state with random smooth terms of the others. */
final class RandomModels {

    private static final String[] TERMS = {
        "tanh(%s)",
        "%s * %s / (1 + %s^2)",
        "sin(%s)",
        "sigmoid(%s) - 0.5",
        "sqrt(1 + %s^2) - 1",
        "log(1 + %s^2)",
        "exp(-%s^2) * %s",
        "max(%s, 0.1 * %s)",
        "%s / (2 + cos(%s))",
        "if(%s < 0.3, %s, 0.3)"
    };

    private final Random random;
    private final List<String> states = new ArrayList<>();

    private RandomModels(long seed) {
        random = new Random(seed);
        int count = 2 + random.nextInt(3);
        for (int k = 0; k < count; k++) {
            states.add("X" + k);
        }
    }

    static NeuronSpec neuron(long seed) {
        return Library.neuron(new RandomModels(seed).json());
    }

    private String json() {
        List<String> start = new ArrayList<>();
        List<String> dynamics = new ArrayList<>();
        List<String> reset = new ArrayList<>(List.of("\"X0\": \"0.1 * X1\""));
        for (int k = 0; k < states.size(); k++) {
            String state = states.get(k);
            start.add(quoted(state, k == 0 ? "0" : "0.1 * c"));
            String drive = k == 0 ? "I + a * %s".formatted(term()) : "b * X0 + a * %s".formatted(term());
            dynamics.add(quoted(state, "(-" + state + " + " + drive + ") / tau" + k % 2));
            if (k > 0) {
                reset.add(quoted(state, state + " + c * sigmoid(X0)"));
            }
        }
        return """
                {"type": "equations", "state": {%s}, "dynamics": {%s}, "reset": {%s},
                 "threshold": "X0 - theta - 0.1 * tanh(X1)",
                 "parameters": {"tau0": 18, "tau1": 40, "theta": 1, "a": 0.3, "b": 0.4, "c": 0.2}}""".formatted(String.join(", ", start), String.join(", ", dynamics), String.join(", ", reset));
    }

    private String term() {
        String term = TERMS[random.nextInt(TERMS.length)];
        while (term.contains("%s")) {
            term = term.replaceFirst("%s", states.get(random.nextInt(states.size())));
        }
        return String.format(Locale.ROOT, "(%s)", term);
    }

    private static String quoted(String name, String expression) {
        return "\"" + name + "\": \"" + expression + "\"";
    }
}
