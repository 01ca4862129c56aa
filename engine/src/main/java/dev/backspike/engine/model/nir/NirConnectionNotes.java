package dev.backspike.engine.model.nir;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.file.ImportNote;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.text.Shown;
import dev.backspike.engine.model.nir.NirPath.Part;
import dev.backspike.engine.model.nir.NirPath.Signal;
import java.util.List;

/** Reports what importing a connection changed in its numbers, and numbers that are likely in another unit. */
final class NirConnectionNotes {

    /** Larger factors are unlikely for trained networks and suggest that spikes have another unit in the file. */
    private static final double FAR = 10;

    private final NirProblems problems;
    private final NirNotes notes;
    private final ModelUnits units;
    private final double duration;

    /** @param duration trial length, ms */
    NirConnectionNotes(NirProblems problems, NirNotes notes, ModelUnits units, double duration) {
        this.problems = problems;
        this.notes = notes;
        this.units = units;
        this.duration = duration;
    }

    /** @param factors by which the weights are multiplied, by postsynaptic neuron */
    void factors(NirPath path, double[] factors) {
        double min = Values.min(factors);
        double max = Values.max(factors);
        if (min == 1 && max == 1) {
            return;
        }
        String by = range(min, max);
        notes.assume(new ImportNote(
                ImportNoteCode.WEIGHTS_SCALED,
                Shown.name(path.to()),
                min,
                max,
                "weights into " + Shown.name(path.to()) + " are multiplied by " + by
                        + (units.spikeDuration() == null
                                ? " (r w_in / tau_syn): a spike in NIR is a pulse of area 1, at which the current"
                                        + " jumps by that"
                                : " (r w_in / tau_syn times the spike's duration of " + units.spikeDuration()
                                        + " ms)")));
        if (min == 0 || max == 0) {
            notes.warn(new ImportNote(
                    ImportNoteCode.WEIGHTS_SCALED_FAR,
                    Shown.name(path.to()),
                    min,
                    max,
                    "weights into " + Shown.name(path.to()) + " are multiplied by " + by
                            + ", so that spikes have no effect: check r and w_in"));
        }
        if (units.spikeDuration() == null && Math.max(Math.abs(min), Math.abs(max)) > FAR) {
            notes.warn(new ImportNote(
                    ImportNoteCode.WEIGHTS_SCALED_FAR,
                    Shown.name(path.to()),
                    min,
                    max,
                    "weights into " + Shown.name(path.to()) + " are multiplied by " + by
                            + ", more than 10: if a spike is 1 for one time step in the tool that wrote the file,"
                            + " rather than a pulse of area 1, import with spikeDuration, that step in ms"));
        }
    }

    private static String range(double min, double max) {
        return min == max ? String.valueOf(max) : min + " to " + max;
    }

    /** Notes each Scale that becomes part of the weights. */
    void scales(NirPath path) {
        for (Part part : path.parts()) {
            for (Signal signal : List.of(part.before(), part.after())) {
                double min = Values.min(signal.scale());
                double max = Values.max(signal.scale());
                if (min != 1 || max != 1) {
                    notes.assume(new ImportNote(
                            ImportNoteCode.SCALE_FOLDED,
                            Shown.name(part.name()),
                            min,
                            max,
                            "a Scale of " + range(min, max) + " beside " + Shown.name(part.name())
                                    + " is part of its weights, and is trained with them"));
                }
            }
        }
    }

    /**
     * Adds a problem if a delay exceeds the limits of a job, and a warning if it exceeds the trial.
     *
     * @param delays ms
     */
    void delays(NirPath path, double[] delays) {
        double longest = Values.max(delays);
        if (longest > NirLimits.LARGEST) {
            String linear = path.parts().getFirst().name();
            problems.add(
                    NirGraphCheck.path(linear),
                    "a delay beside node " + Shown.name(linear) + " is " + longest + " ms; at most " + NirLimits.LARGEST
                            + " ms are allowed. Check the unit of the file's times (timeUnit)");
        } else if (longest > duration) {
            notes.warn(new ImportNote(
                    ImportNoteCode.DELAY_BEYOND_TRIAL,
                    Shown.name(path.parts().getFirst().name()),
                    Values.min(delays),
                    longest,
                    "a delay of " + longest + " ms beside "
                            + Shown.name(path.parts().getFirst().name()) + " is longer than the trial of "
                            + duration + " ms: such a spike never arrives"));
        }
    }
}
