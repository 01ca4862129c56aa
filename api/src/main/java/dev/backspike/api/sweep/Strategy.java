package dev.backspike.api.sweep;

/** How the configurations of a sweep are chosen. */
sealed interface Strategy {

    /** Every combination of the parameters' values. */
    record Grid() implements Strategy {}

    /**
     * Different configurations drawn at random.
     *
     * @param configurations how many
     * @param seed seed of the draws
     */
    record Drawn(int configurations, long seed) implements Strategy {}
}
