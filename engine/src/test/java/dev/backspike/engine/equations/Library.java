package dev.backspike.engine.equations;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.reading.JobSpecParser;

/** Neurons as job specifications give them. */
final class Library {

    private Library() {}

    /** @param neuron the JSON of a neuron, such as {@code {"type": "adlif"}} */
    static NeuronSpec neuron(String neuron) {
        String receptor = neuron.contains("conductance") ? ", \"receptor\": \"excitatory\"" : "";
        return JobSpecParser.parse("""
                {
                  "name": "neuron",
                  "dataset": {"type": "yin-yang"},
                  "network": {
                    "duration": 60, "solver": "event",
                    "populations": {
                      "input": {"neuron": "input"},
                      "hidden": {"neuron": %s, "size": 3},
                      "output": {"neuron": "li"}
                    },
                    "connections": [
                      {"from": "input", "to": "hidden", "weight": {"constant": {"value": 1}}%s},
                      {"from": "hidden", "to": "output", "weight": {"constant": {"value": 1}}}
                    ]
                  },
                  "training": {"epochs": 1, "batchSize": 1, "loss": "sum-voltage", "optimiser": {"type": "adam", "learningRate": 0.001}}
                }
                """.formatted(neuron, receptor))
                .network()
                .population("hidden")
                .neuron();
    }
}
