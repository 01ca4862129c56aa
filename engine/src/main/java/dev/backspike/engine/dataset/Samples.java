package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import org.jspecify.annotations.Nullable;

/** Receives the spikes of each sample in turn. */
interface Samples {

    /**
     * @param seconds spike times, in any order
     * @param units of each spike
     * @return what is wrong with the sample, or null
     */
    @Nullable
    String add(float[] seconds, int[] units);

    /** @throws InvalidDataFileException if something is wrong with the sample */
    default void give(int sample, float[] seconds, int[] units) throws InvalidDataFileException {
        String problem = add(seconds, units);
        if (problem != null) {
            throw new InvalidDataFileException("cannot be used: sample " + sample + " " + problem);
        }
    }
}
