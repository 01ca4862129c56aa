package dev.backspike.engine.model.nir;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.file.ImportNote;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.text.Shown;
import java.util.HashMap;
import java.util.Map;

/**
 * Converts the neurons of a NIR graph to populations: voltages are counted from v_leak, and where thresholds differ, in
 * units of them.
 */
final class NirPopulations {

    private final NirProblems problems;
    private final NirNotes notes;
    private final NirTimes times;
    /** The factors of the neurons' voltages, by the node's name. */
    private final Map<String, double[]> units = new HashMap<>();

    NirPopulations(NirProblems problems, NirNotes notes, NirTimes times) {
        this.problems = problems;
        this.notes = notes;
        this.times = times;
    }

    /** The factors of the voltages of a node's neurons; one for all, or one for each. */
    double[] unit(String node) {
        return units.getOrDefault(node, new double[] {1});
    }

    NeuronSpec neuron(String name, NirNode.Leaky node, int size) {
        ParameterSpec tauMem = times.parameter(name, node instanceof NirNode.Cuba ? "tau_mem" : "tau", node.tauMem());
        NirNode.Spiking spiking = node.spiking();
        if (spiking == null) {
            int shifted = firstOther(node.vLeak(), 0);
            if (shifted >= 0) {
                problem(
                        name,
                        node,
                        "v_leak",
                        "must be 0 for a readout, was " + node.vLeak()[shifted]
                                + ": its voltage is compared with others");
            }
            return new NeuronSpec.Li(tauMem);
        }
        double[] threshold = difference(spiking.vThreshold(), node.vLeak(), size);
        double[] reset = difference(spiking.vReset(), node.vLeak(), size);
        int beyond = Math.max(NirLimits.beyond(threshold), NirLimits.beyond(reset));
        if (beyond >= 0) {
            problem(
                    name,
                    node,
                    "v_threshold",
                    "must be at most " + NirLimits.LARGEST + " in size, as must v_reset; at index " + beyond
                            + " they are " + Values.at(spiking.vThreshold(), beyond) + " and "
                            + Values.at(spiking.vReset(), beyond)
                            + ". Scale the weights and all voltages by one factor");
            return new NeuronSpec.Lif(tauMem, 1, 0, 0);
        }
        for (int k = 0; k < size; k++) {
            if (threshold[k] <= 0 || reset[k] >= threshold[k]) {
                problem(
                        name,
                        node,
                        "v_threshold",
                        "must be above v_leak and above v_reset, was " + Values.at(spiking.vThreshold(), k)
                                + " where v_leak is " + Values.at(node.vLeak(), k) + " and v_reset "
                                + Values.at(spiking.vReset(), k));
                return new NeuronSpec.Lif(tauMem, 1, 0, 0);
            }
        }
        if (firstOther(node.vLeak(), 0) >= 0) {
            notes.assume(new ImportNote(
                    ImportNoteCode.LEAK_SHIFTED,
                    Shown.name(name),
                    Values.min(node.vLeak()),
                    Values.max(node.vLeak()),
                    "voltages of " + Shown.name(name)
                            + " are counted from its v_leak, at which they begin; threshold and reset are less"
                            + " by as much"));
        }
        if (!Values.uniform(threshold) || !Values.uniform(reset)) {
            return inUnitsOfThreshold(name, node, tauMem, threshold, reset);
        }
        return new NeuronSpec.Lif(tauMem, threshold[0], reset[0], 0);
    }

    private NeuronSpec inUnitsOfThreshold(
            String name, NirNode.Leaky node, ParameterSpec tauMem, double[] threshold, double[] reset) {
        double[] unit = new double[threshold.length];
        double first = reset[0] / threshold[0];
        for (int k = 0; k < unit.length; k++) {
            unit[k] = 1 / threshold[k];
            if (reset[k] / threshold[k] != first) {
                problem(
                        name,
                        node,
                        "v_reset",
                        "must be the same part of v_threshold for all neurons of a population, was " + first
                                + " at index 0 and " + reset[k] / threshold[k] + " at index " + k);
                break;
            }
        }
        units.put(name, unit);
        notes.assume(new ImportNote(
                ImportNoteCode.THRESHOLD_SCALED,
                Shown.name(name),
                Values.min(threshold),
                Values.max(threshold),
                "v_threshold of " + Shown.name(name) + " differs between neurons (" + Values.min(threshold)
                        + " to " + Values.max(threshold)
                        + "); voltages and weights are divided by it, so that it is 1 for all and spikes are"
                        + " the same"));
        return new NeuronSpec.Lif(tauMem, 1, first, 0);
    }

    private static int firstOther(double[] values, double value) {
        for (int k = 0; k < values.length; k++) {
            if (values[k] != value) {
                return k;
            }
        }
        return -1;
    }

    private static double[] difference(double[] values, double[] less, int size) {
        double[] result = Values.spread(values, size);
        for (int k = 0; k < size; k++) {
            result[k] -= Values.at(less, k);
        }
        return result;
    }

    private void problem(String name, NirNode node, String field, String problem) {
        problems.add(
                NirGraphCheck.path(name) + "/" + field,
                "node " + Shown.name(name) + " of type " + node.type() + ": " + field + " " + problem);
    }
}
