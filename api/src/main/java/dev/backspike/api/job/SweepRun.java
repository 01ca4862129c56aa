package dev.backspike.api.job;

import org.jspecify.annotations.Nullable;

/**
 * A job's place in a sweep.
 *
 * @param number counts from 1 within the sweep
 * @param pauseAtEpoch after which the job pauses by itself, until its sweep decides; null if it need not
 */
public record SweepRun(String sweepId, int number, @Nullable Integer pauseAtEpoch) {}
