package dev.backspike.engine.model.nir;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.file.TimeUnit;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.text.Shown;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Converts the connections of a NIR graph to those of a network. */
final class NirConnections {

    private final List<NirPath> paths;
    private final Map<String, String> names;
    private final NirTimes times;
    private final NirPopulations populations;
    private final NirProblems problems;
    private final NirNotes notes;
    private final ModelUnits units;
    private final NirConnectionNotes connectionNotes;

    /**
     * @param names of the populations, by node
     * @param duration trial length, ms
     */
    NirConnections(
            List<NirPath> paths,
            Map<String, String> names,
            NirTimes times,
            NirPopulations populations,
            NirProblems problems,
            NirNotes notes,
            ModelUnits units,
            double duration) {
        this.paths = List.copyOf(paths);
        this.names = names;
        this.times = times;
        this.populations = populations;
        this.problems = problems;
        this.notes = notes;
        this.units = units;
        this.connectionNotes = new NirConnectionNotes(problems, notes, units, duration);
    }

    int count() {
        return paths.size();
    }

    /** The node of the postsynaptic population. */
    String to(int connection) {
        return paths.get(connection).to();
    }

    /** @param target the node of the postsynaptic population */
    ConnectionSpec spec(int connection, NirNode.Leaky target) {
        NirPath path = paths.get(connection);
        double[] weights = weights(connection, target);
        checkWeights(path, weights);
        double mean = Arrays.stream(weights).average().orElseThrow();
        double variance = Arrays.stream(weights)
                .map(w -> (w - mean) * (w - mean))
                .average()
                .orElseThrow();
        double[] delays = delays(connection);
        double[] factors = new double[path.toNeurons()];
        Arrays.setAll(factors, neuron -> jump(path, target, neuron));
        connectionNotes.factors(path, factors);
        connectionNotes.scales(path);
        connectionNotes.delays(path, delays);
        boolean diagonal = path.parts().size() == 1
                && isDiagonal(path.parts().getFirst().linear().weight());
        if (diagonal) {
            String linear = path.parts().getFirst().name();
            notes.assume(
                    ImportNoteCode.ONE_TO_ONE,
                    linear,
                    "the weights of " + Shown.name(linear)
                            + " are a diagonal matrix; the connection is one-to-one, and training adds no other"
                            + " weights");
        }
        return new ConnectionSpec(
                Objects.requireNonNull(names.get(path.from())),
                Objects.requireNonNull(names.get(path.to())),
                times.parameter(
                        path.synapse().node(),
                        target instanceof NirNode.Cuba ? "tau_syn" : "tau",
                        path.synapse().tau()),
                new InitialiserSpec.Normal(mean, Math.sqrt(variance)),
                diagonal ? new ConnectivitySpec.OneToOne() : new ConnectivitySpec.Dense(),
                NirTimes.of(delays));
    }

    /** Replaces weights that no job could have, so that the other problems of the file are found as well. */
    private void checkWeights(NirPath path, double[] weights) {
        int beyond = NirLimits.beyond(weights);
        if (beyond >= 0) {
            String linear = path.parts().getFirst().name();
            problems.add(
                    NirGraphCheck.path(linear) + "/weight",
                    "node " + Shown.name(linear) + ": a weight is " + weights[beyond] + " once it is multiplied by"
                            + " r w_in / tau_syn of " + Shown.name(path.to()) + "; at most " + NirLimits.LARGEST
                            + " in size is allowed. If a spike is 1 for one time step in the tool that wrote the file,"
                            + " import with spikeDuration");
            Arrays.fill(weights, 0);
        }
    }

    /** Whether a matrix is square and 0 outside of the diagonal. One of zeros alone shows no intention. */
    private static boolean isDiagonal(double[][] weight) {
        if (weight.length == 1 || weight.length != weight[0].length) {
            return false;
        }
        boolean any = false;
        for (int row = 0; row < weight.length; row++) {
            for (int column = 0; column < weight.length; column++) {
                if (row != column && weight[row][column] != 0) {
                    return false;
                }
            }
            any |= weight[row][row] != 0;
        }
        return any;
    }

    /**
     * The current's jump at a spike of weight 1, as its neuron sees it: r w_in / tau_syn, times the spike's duration
     * where that is given. Where w_in is tau_syn and r is 1, this is 1, and weights stay as they are.
     */
    private double jump(NirPath path, NirNode.Leaky target, int neuron) {
        double jump = Values.at(target.r(), neuron)
                * (Values.at(path.synapse().gain(), neuron)
                        / Values.at(path.synapse().tau(), neuron));
        return units.spikeDuration() == null ? jump : jump * spikeDuration(units.spikeDuration());
    }

    /** Converts ms to the file's unit of time. */
    private double spikeDuration(double ms) {
        return units.timeUnit() == TimeUnit.SECONDS ? Seconds.of(ms) : ms;
    }

    /**
     * @param target the node of the postsynaptic population
     * @return row-major {@code [from][to]}
     */
    double[] weights(int connection, NirNode.Leaky target) {
        NirPath path = paths.get(connection);
        double[] unit = populations.unit(path.to());
        double[] factor = new double[path.toNeurons()];
        Arrays.setAll(factor, j -> jump(path, target, j) * Values.at(unit, j));
        return path.each((part, to, from) -> factor[to] * part.weight(to, from));
    }

    /** @return ms, row-major {@code [from][to]} */
    double[] delays(int connection) {
        return paths.get(connection)
                .each((part, to, from) ->
                        times.ms(part.before().delay()[from] + part.after().delay()[to]));
    }

    /** ms. */
    double[] tauSyn(int connection) {
        return times.ms(paths.get(connection).synapse().tau());
    }
}
