package dev.backspike.common.file;

/** Renames the files in a job specification. */
@FunctionalInterface
public interface FileNames {

    /**
     * Returns the new name.
     *
     * @param name the present name
     * @param pointer JSON pointer to the field
     */
    String of(String name, String pointer);
}
