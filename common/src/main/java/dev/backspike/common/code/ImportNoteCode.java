package dev.backspike.common.code;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a note on the import of a network is about. */
public enum ImportNoteCode {
    /** Leading dimensions of a shape were taken as those of a batch. */
    BATCH_STRIPPED,
    /** A delay is longer than the trial. */
    DELAY_BEYOND_TRIAL,
    /** An edge that the file lists several times counts once. */
    EDGE_REPEATED,
    /** A field that the file leaves out has the value that the format gives it. */
    FIELD_ASSUMED,
    /** The nodes of a nested graph were taken into the outer one. */
    GRAPH_FLATTENED,
    /** Several inputs became one population. */
    INPUTS_MERGED,
    /** Voltages are counted from the resting voltage. */
    LEAK_SHIFTED,
    /** A diagonal matrix became a one-to-one connection. */
    ONE_TO_ONE,
    /** A node has another name as a population. */
    RENAMED,
    /** A constant factor became part of weights. */
    SCALE_FOLDED,
    /** Voltages are counted in units of each neuron's threshold. */
    THRESHOLD_SCALED,
    /** A time constant is so long that its unit is in doubt. */
    TIME_CONSTANT_LONG,
    /** A time constant is so short that its unit, or that of {@code dt}, is in doubt. */
    TIME_CONSTANT_SHORT,
    /** Times were read in another unit than the format's seconds. */
    TIME_UNIT,
    /** Weights were multiplied, so that a spike has the effect that the file's equations give it. */
    WEIGHTS_SCALED,
    /** Weights were multiplied by so much that the unit of the file's spikes is in doubt. */
    WEIGHTS_SCALED_FAR;

    private final String word = CodeWord.of(this);

    /** The code in JSON, such as {@code weights-scaled}. */
    @JsonValue
    public String word() {
        return word;
    }
}
