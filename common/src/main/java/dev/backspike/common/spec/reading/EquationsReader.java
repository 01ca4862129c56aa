package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads neuron models: given by their equations, or named, with other parameters than those of the library. */
final class EquationsReader {

    private EquationsReader() {}

    static NeuronSpec.Equations read(Fields in) {
        NeuronSpec.Equations model = new NeuronSpec.Equations(
                in.expressions("state"),
                in.textList("inputs", List.of(ConnectionSpec.DEFAULT_RECEPTOR)),
                in.optionalEntries("parameters", ParameterReader.EQUATION::read),
                in.expressions("dynamics"),
                in.optionalText("threshold"),
                in.optionalExpressions("reset"),
                in.number("refractory", 0, Bounds.NOT_NEGATIVE));
        EquationsRules.check(model, in);
        return model;
    }

    /** A named model: its parameters, where they are not those of the library, and the refractory time. */
    static NeuronSpec.Equations read(Fields in, String name, NeuronSpec.Equations model) {
        Map<String, ParameterSpec> parameters = new LinkedHashMap<>(model.parameters());
        in.optionalEntries("parameters", ParameterReader.EQUATION::read).forEach((parameter, value) -> {
            if (parameters.replace(parameter, value) == null) {
                in.error(
                        "parameters",
                        parameter,
                        "is not a parameter of " + name + " neurons, which have "
                                + String.join(", ", parameters.keySet()));
            }
        });
        NeuronSpec.Equations changed = new NeuronSpec.Equations(
                model.state(),
                model.inputs(),
                parameters,
                model.dynamics(),
                model.threshold(),
                model.reset(),
                in.number("refractory", model.refractory(), Bounds.NOT_NEGATIVE));
        EquationsRules.check(changed, in);
        return changed;
    }
}
