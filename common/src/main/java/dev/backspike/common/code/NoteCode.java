package dev.backspike.common.code;

/** What a note in the events of a job is about. */
public enum NoteCode {
    BEST_RESTORED,
    CHECKPOINT_MISSING,
    CHECKPOINT_NOT_STORED,
    /** On which device a job runs that left the choice to the worker. */
    DEVICE,
    /** No input spike of an epoch lies within the trial. */
    INPUT_SILENT,
    /** The training loss stays that of guessing. */
    LOSS_AT_CHANCE,
    /** A population emitted more than half of the spikes that are possible. */
    POPULATION_SATURATED,
    /** A population emitted no spike in an epoch. */
    POPULATION_SILENT,
    RESUMED,
    STOPPED_EARLY;

    private final String word = Word.of(this);

    /** The code in JSON and in the database, such as {@code best-restored}. */
    public String word() {
        return word;
    }
}
