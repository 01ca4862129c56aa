package dev.backspike.engine.model.nir;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.file.ImportNote;
import dev.backspike.common.file.TimeUnit;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.text.Shown;
import java.util.Arrays;

/** The times of a file in ms, with warnings of those that look like another unit. */
final class NirTimes {

    /** ms; membranes and synapses of trained networks are faster. */
    private static final double LONG = 1000;

    /** A time constant below the time step divided by this has decayed almost completely after one step. */
    private static final double SHORT = 10;

    private final TimeUnit unit;
    private final double dt;
    private final NirProblems problems;
    private final NirNotes notes;

    /** @param dt time step, ms */
    NirTimes(TimeUnit unit, double dt, NirProblems problems, NirNotes notes) {
        this.unit = unit;
        this.problems = problems;
        this.dt = dt;
        this.notes = notes;
        if (unit != TimeUnit.SECONDS) {
            notes.assume(new ImportNote(
                    ImportNoteCode.TIME_UNIT, null, "times of the file were read as ms, not as the format's seconds"));
        }
    }

    double ms(double time) {
        return switch (unit) {
            case SECONDS -> Seconds.toMs(time);
            case MILLISECONDS -> Seconds.moved(time, 0);
        };
    }

    double[] ms(double[] times) {
        return Arrays.stream(times).map(this::ms).toArray();
    }

    /** A time constant as part of a specification. */
    ParameterSpec parameter(String node, String field, double[] times) {
        double[] ms = ms(times);
        double longest = Values.max(ms);
        double shortest = Values.min(ms);
        if (longest > NirLimits.LARGEST || shortest < NirLimits.SHORTEST) {
            problems.add(
                    NirGraphCheck.path(node) + "/" + field,
                    "node " + Shown.name(node) + ": " + field + " must be from " + NirLimits.SHORTEST + " to "
                            + NirLimits.LARGEST + " ms, was " + (longest > NirLimits.LARGEST ? longest : shortest)
                            + " ms; check the unit of the file's times (timeUnit)");
            return ParameterSpec.fixed(1);
        }
        if (longest > LONG) {
            notes.warn(new ImportNote(
                    ImportNoteCode.TIME_CONSTANT_LONG,
                    Shown.name(node),
                    Values.min(ms),
                    longest,
                    field + " of node " + Shown.name(node) + " is " + longest + " ms; "
                            + (unit == TimeUnit.SECONDS
                                    ? "if the tool that wrote the file counts in ms, import with timeUnit=ms"
                                    : "is the file's unit of time ms?")));
        }
        if (shortest < dt / SHORT) {
            notes.warn(new ImportNote(
                    ImportNoteCode.TIME_CONSTANT_SHORT,
                    Shown.name(node),
                    shortest,
                    longest,
                    field + " of node " + Shown.name(node) + " is " + shortest
                            + " ms, less than a tenth of the time step of " + dt
                            + " ms; check dt, and in which unit the tool that wrote the file counts time"));
        }
        return of(ms);
    }

    /** The specification has only the range of the values; the values themselves are imported as parameters. */
    static ParameterSpec of(double[] ms) {
        double min = Values.min(ms);
        double max = Values.max(ms);
        return Values.uniform(ms)
                ? ParameterSpec.fixed(ms[0])
                : new ParameterSpec(new InitialiserSpec.Uniform(min, max), false, 1, min, max);
    }
}
