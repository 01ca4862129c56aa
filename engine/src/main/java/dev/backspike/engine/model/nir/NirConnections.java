package dev.backspike.engine.model.nir;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.file.ImportNote;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.file.TimeUnit;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.engine.model.nir.NirPath.Part;
import dev.backspike.engine.model.nir.NirPath.Signal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Converts the connections of a NIR graph to those of a network. */
final class NirConnections {

    /** Weights of trained networks are changed by less; more means that the file's spikes have another unit. */
    private static final double FAR = 10;

    private final List<NirPath> paths;
    private final Map<String, String> names;
    private final NirTimes times;
    private final NirPopulations populations;
    private final NirProblems problems;
    private final NirNotes notes;
    private final ModelUnits units;
    private final double duration;
    /** Nodes whose factors have been noted. */
    private final Set<String> noted = new HashSet<>();

    /**
     * @param names of the populations, by their nodes'
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
        this.duration = duration;
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
        int beyond = NirLimits.beyond(weights);
        if (beyond >= 0) {
            String linear = path.parts().getFirst().name();
            problems.add(
                    NirGraphCheck.path(linear) + "/weight",
                    "node " + NirNames.shown(linear) + ": a weight is " + weights[beyond] + " once it is multiplied by"
                            + " r w_in / tau_syn of " + NirNames.shown(path.to()) + "; at most " + NirLimits.LARGEST
                            + " in size is allowed. If a spike is 1 for one time step in the tool that wrote the file,"
                            + " import with spikeDuration");
            Arrays.fill(weights, 0);
        }
        double mean = Arrays.stream(weights).average().orElseThrow();
        double variance = Arrays.stream(weights)
                .map(w -> (w - mean) * (w - mean))
                .average()
                .orElseThrow();
        double[] delays = delays(connection);
        noteFactor(path, target);
        noteScales(path);
        noteDelays(path, delays);
        boolean diagonal = path.parts().size() == 1
                && isDiagonal(path.parts().getFirst().linear().weight());
        if (diagonal) {
            String linear = path.parts().getFirst().name();
            notes.assume(
                    ImportNoteCode.ONE_TO_ONE,
                    linear,
                    "the weights of " + NirNames.shown(linear)
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

    /** Square, and 0 outside of the diagonal but not everywhere, which would say nothing. */
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

    private void noteFactor(NirPath path, NirNode.Leaky target) {
        if (!noted.add(path.synapse().node())) {
            return;
        }
        double[] factors = new double[path.toNeurons()];
        Arrays.setAll(factors, j -> jump(path, target, j));
        double min = Values.min(factors);
        double max = Values.max(factors);
        if (min == 1 && max == 1) {
            return;
        }
        String by = range(min, max);
        notes.assume(new ImportNote(
                ImportNoteCode.WEIGHTS_SCALED,
                NirNames.shown(path.to()),
                min,
                max,
                "weights into " + NirNames.shown(path.to()) + " are multiplied by " + by
                        + (units.spikeDuration() == null
                                ? " (r w_in / tau_syn): a spike in NIR is a pulse of area 1, at which the current"
                                        + " jumps by that"
                                : " (r w_in / tau_syn times the spike's duration of " + units.spikeDuration()
                                        + " ms)")));
        if (min == 0 || max == 0) {
            notes.warn(new ImportNote(
                    ImportNoteCode.WEIGHTS_SCALED_FAR,
                    NirNames.shown(path.to()),
                    min,
                    max,
                    "weights into " + NirNames.shown(path.to()) + " are multiplied by " + by
                            + ", so that spikes have no effect: check r and w_in"));
        }
        if (units.spikeDuration() == null && Math.max(Math.abs(min), Math.abs(max)) > FAR) {
            notes.warn(new ImportNote(
                    ImportNoteCode.WEIGHTS_SCALED_FAR,
                    NirNames.shown(path.to()),
                    min,
                    max,
                    "weights into " + NirNames.shown(path.to()) + " are multiplied by " + by
                            + ", more than 10: if a spike is 1 for one time step in the tool that wrote the file,"
                            + " rather than a pulse of area 1, import with spikeDuration, that step in ms"));
        }
    }

    private static String range(double min, double max) {
        return min == max ? String.valueOf(max) : min + " to " + max;
    }

    private void noteScales(NirPath path) {
        for (Part part : path.parts()) {
            for (Signal signal : List.of(part.before(), part.after())) {
                double min = Values.min(signal.scale());
                double max = Values.max(signal.scale());
                if ((min != 1 || max != 1) && noted.add("scale of " + part.name())) {
                    notes.assume(new ImportNote(
                            ImportNoteCode.SCALE_FOLDED,
                            NirNames.shown(part.name()),
                            min,
                            max,
                            "a Scale of " + range(min, max) + " beside " + NirNames.shown(part.name())
                                    + " is part of its weights, and is trained with them"));
                }
            }
        }
    }

    private void noteDelays(NirPath path, double[] delays) {
        double longest = Values.max(delays);
        if (longest > NirLimits.LARGEST) {
            String linear = path.parts().getFirst().name();
            problems.add(
                    NirGraphCheck.path(linear),
                    "a delay beside node " + NirNames.shown(linear) + " is " + longest + " ms; at most "
                            + NirLimits.LARGEST + " ms are allowed. Check the unit of the file's times (timeUnit)");
        } else if (longest > duration) {
            notes.warn(new ImportNote(
                    ImportNoteCode.DELAY_BEYOND_TRIAL,
                    NirNames.shown(path.parts().getFirst().name()),
                    Values.min(delays),
                    longest,
                    "a delay of " + longest + " ms beside "
                            + NirNames.shown(path.parts().getFirst().name()) + " is longer than the trial of "
                            + duration + " ms: such a spike never arrives"));
        }
    }
}
