package dev.backspike.api.sweep;

/** How the configurations of a sweep are chosen. */
sealed interface Strategy {

    /** Every combination of the parameters' values; all parameters list values. */
    record Grid() implements Strategy {}

    /**
     * Distinct configurations drawn at random.
     *
     * @param configurations number of configurations
     * @param seed seed of the draws; the same seed gives the same configurations
     */
    record Drawn(int configurations, long seed) implements Strategy {}
}
