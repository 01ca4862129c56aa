package dev.backspike.common.id;

/**
 * A text from outside that has the form of its type. No form admits a separator of paths, or a name such as {@code ..}.
 */
public sealed interface Identifier permits DatasetName, FileName, JobId, Sha256, WorkerName {

    /** What a program writes; {@code toString()} gives the same, for messages and URLs. */
    String text();
}
