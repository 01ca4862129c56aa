package dev.backspike.common.file;

import org.jspecify.annotations.Nullable;

/**
 * What the numbers of a NIR file mean, where its tool differs from the format.
 *
 * @param timeUnit of time constants and delays
 * @param spikeDuration ms; for how long a spike is 1 in the tool that wrote the file, which is its time step, so that a
 *     spike's effect is that much of what the format says; null for the format's pulse of area 1
 */
public record ModelUnits(TimeUnit timeUnit, @Nullable Double spikeDuration) {

    /** The units of the format. */
    public static final ModelUnits OF_FORMAT = new ModelUnits(TimeUnit.SECONDS, null);
}
