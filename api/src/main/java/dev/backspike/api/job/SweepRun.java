package dev.backspike.api.job;

import org.jspecify.annotations.Nullable;

/**
 * A job's place in a sweep.
 *
 * @param number counts from 1 within the sweep
 * @param pauseAtEpoch the epoch after which the job pauses by itself, until its sweep decides; null for none
 */
public record SweepRun(String sweepId, int number, @Nullable Integer pauseAtEpoch) {}
