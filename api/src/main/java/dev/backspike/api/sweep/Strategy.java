package dev.backspike.api.sweep;

/** Which configurations of its parameters a sweep tries. */
sealed interface Strategy {

    /** Every combination of their values. */
    record Grid() implements Strategy {}

    /**
     * Different ones, drawn at random.
     *
     * @param seed decides the draws
     */
    record Drawn(int configurations, long seed) implements Strategy {}
}
