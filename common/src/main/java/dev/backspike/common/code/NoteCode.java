package dev.backspike.common.code;

/** What a note in the events of a job is about. */
public enum NoteCode {
    BEST_RESTORED,
    CHECKPOINT_MISSING,
    CHECKPOINT_NOT_STORED,
    /** On which device a job runs that left the choice to the worker. */
    DEVICE,
    RESUMED,
    STOPPED_EARLY;

    private final String word = Word.of(this);

    /** The code in JSON and in the database, such as {@code best-restored}. */
    public String word() {
        return word;
    }
}
