package dev.backspike.engine.training;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.dataset.DatasetInspector;
import dev.backspike.engine.dataset.Datasets;

/** Small jobs to test with. */
public final class Jobs {

    private Jobs() {}

    /** A resolved Yin-Yang job of 64 training, 10 validation and 20 test samples. */
    public static JobSpec yinYang(int epochs, int batchSize) {
        return yinYang(epochs, batchSize, "");
    }

    /** @param more fields of {@code /training}, each followed by a comma */
    static JobSpec yinYang(int epochs, int batchSize, String more) {
        JobSpec spec = JobSpecParser.parse("""
                {"name": "small", "dataset": {"type": "yin-yang",
                    "train": {"samples": 64}, "validation": {"samples": 10}, "test": {"samples": 20}},
                 "network": {"duration": 60,
                   "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 4},
                                   "output": {"neuron": "lif"}},
                   "connections": [{"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1, "sd": 1}}},
                                   {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 1, "sd": 1}}}]},
                 "training": {%s"epochs": %d, "batchSize": %d, "loss": "first-spike",
                   "optimiser": {"type": "adam", "learningRate": 0.1,
                                 "schedule": {"type": "exponential", "factor": 0.5}}}}
                """.formatted(more, epochs, batchSize));
        return new DatasetInspector(new Datasets(null)).resolve(spec);
    }
}
