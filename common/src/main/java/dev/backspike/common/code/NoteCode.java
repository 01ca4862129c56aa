package dev.backspike.common.code;

/** What a note in the events of a job is about. */
public enum NoteCode {
    BEST_RESTORED,
    /** The highest channel of a file is far above those of nearly all spikes. */
    CHANNELS_UNLIKELY,
    CHECKPOINT_MISSING,
    CHECKPOINT_NOT_STORED,
    /** Classes of the training data have no sample. */
    CLASS_WITHOUT_SAMPLES,
    /** On which device a job runs that left the choice to the worker. */
    DEVICE,
    /** More than one in a hundred samples of the data have no spike. */
    EMPTY_SAMPLES,
    /** No input spike of an epoch lies within the trial. */
    INPUT_SILENT,
    /** The training loss stays that of guessing. */
    LOSS_AT_CHANCE,
    /** The data have spikes, but none within the trial. */
    NO_SPIKE_IN_TRIAL,
    /** A population emitted more than half of the spikes that are possible. */
    POPULATION_SATURATED,
    /** A population emitted no spike in an epoch. */
    POPULATION_SILENT,
    RESUMED,
    /** More than one in a hundred spikes of the data lie after the trial. */
    SPIKES_AFTER_TRIAL,
    /** All spikes of the data lie within the first hundredth of the trial. */
    SPIKES_AT_START,
    STOPPED_EARLY,
    /** The times of a file are so long that they are likely in another unit. */
    TIMES_UNLIKELY;

    private final String word = Word.of(this);

    /** The code in JSON and in the database, such as {@code best-restored}. */
    public String word() {
        return word;
    }
}
