package dev.backspike.api.sweep;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The result of one configuration, over the runs of it that count: those that have succeeded or that successive halving
 * has stopped, with a finite value.
 *
 * @param rank 1 for the best; null while no run counts
 * @param parameters the values that it sets, by JSON pointer
 * @param runs number of runs
 * @param n number of runs that count
 * @param stopped number of runs that count and that successive halving has stopped
 * @param deviation sample standard deviation (divisor n - 1); null for fewer than two runs
 * @param bestJob the job with the best value
 * @param epochs smallest number of epochs completed by a run that counts
 */
record ConfigurationResult(
        @Nullable Integer rank,
        int configuration,
        JsonNode parameters,
        int runs,
        int n,
        int stopped,
        @Nullable Double mean,
        @Nullable Double deviation,
        @Nullable Double best,
        @Nullable Double worst,
        @Nullable String bestJob,
        int epochs) {}
