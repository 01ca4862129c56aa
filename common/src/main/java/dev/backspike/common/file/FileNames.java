package dev.backspike.common.file;

/** Gives the files that a job specification names other names. */
@FunctionalInterface
public interface FileNames {

    /**
     * @param name as it is now
     * @param pointer JSON pointer to the field that has it
     */
    String of(String name, String pointer);
}
