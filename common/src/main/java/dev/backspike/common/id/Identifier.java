package dev.backspike.common.id;

/**
 * An identifier that has been checked against the form of its type. No form admits a path separator, or a name such as
 * {@code ..}.
 */
public sealed interface Identifier permits DatasetName, FileName, JobId, Sha256, WorkerName {

    /** Returns the identifier as text, as {@code toString()} does. */
    String text();
}
