package dev.backspike.common.code;

/** What a note in the events of a job reports. */
public enum NoteCode {
    /** The stored model is that of the best epoch, not of the last one, as the job requests. */
    BEST_RESTORED,
    /** The highest channel of a file is far above those of nearly all spikes. Check the channels of the file. */
    CHANNELS_UNLIKELY,
    /** The file of a checkpoint is missing or damaged, so the checkpoint is not used. */
    CHECKPOINT_MISSING,
    /** A checkpoint could not be stored. Training continues; a failure would lose more work. */
    CHECKPOINT_NOT_STORED,
    /**
     * Some classes of the training data or of a file have no sample. Check the labels, or lower the number of classes.
     */
    CLASS_WITHOUT_SAMPLES,
    /** The device on which a job with the device {@code auto} runs, and why. */
    DEVICE,
    /** More than one in a hundred samples of the data have no spike. Check the data and the encoding. */
    EMPTY_SAMPLES,
    /** No input spike of an epoch lies within the trial. Check the units of the data and {@code /network/duration}. */
    INPUT_SILENT,
    /** The training loss stays at that of guessing. Check the learning rate and the initial weights. */
    LOSS_AT_CHANCE,
    /** The data have spikes, but none within the trial. Check the units of the times and {@code /network/duration}. */
    NO_SPIKE_IN_TRIAL,
    /** A population emitted more than half of the spikes that are possible. Lower its input weights. */
    POPULATION_SATURATED,
    /** A population emitted no spike in an epoch, so it receives no gradient. Raise its input weights. */
    POPULATION_SILENT,
    /** The attempt resumed from a checkpoint. */
    RESUMED,
    /** A file has speakers of another kind than one number or text for each sample. They cannot be held out. */
    SPEAKERS_UNREAD,
    /**
     * More than one in a hundred spikes of the data lie after the end of the trial and are ignored. Raise
     * {@code /network/duration}.
     */
    SPIKES_AFTER_TRIAL,
    /** All spikes of the data lie within the first hundredth of the trial. Check the units of the times. */
    SPIKES_AT_START,
    /**
     * More than one in a hundred spikes of the data repeat the spike before them, at the same time and in the same
     * channel, and count again. Write lists of any length instead of rows that are filled up.
     */
    SPIKES_REPEATED,
    /** Training ended before its last epoch, because the watched series no longer improved. */
    STOPPED_EARLY,
    /** The times of a file are so long or short that they are probably in another unit. Check the units. */
    TIMES_UNLIKELY;

    private final String word = CodeWord.of(this);

    /** The code in JSON and in the database, such as {@code best-restored}. */
    public String word() {
        return word;
    }
}
