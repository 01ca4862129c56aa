package dev.backspike.engine.inspection;

/**
 * A file that the service has stored of a job, with trained values.
 *
 * @param file absolute path
 * @param sha256 of its content
 * @param kind what the file is
 */
public record StoredValues(String file, String sha256, Kind kind) {

    /** What a file with trained values can be. */
    public enum Kind {
        /** The model of a job, as safetensors. */
        MODEL,
        /** A checkpoint. */
        CHECKPOINT
    }
}
