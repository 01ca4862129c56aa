package dev.backspike.api.sweep;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What came of one configuration.
 *
 * @param rank 1 for the best; null while no run of it counts
 * @param parameters what it sets, by JSON pointer
 * @param runs how many it has
 * @param n how many count: they have succeeded, or successive halving has stopped them, with a value that is a number
 * @param stopped how many of those were stopped
 * @param deviation of the sample, by n - 1; null for fewer than two
 * @param bestJob the run of the best value
 * @param epochs how far the runs that count have come, the least of them
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
