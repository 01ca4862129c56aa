package dev.backspike.engine;

/**
 * Time spent in each phase, in nanoseconds.
 *
 * @param reduce between the phases, for the other replicas: in waiting for them, sending and adding up
 */
public record PhaseTimes(long forward, long backward, long optimise, long reduce) {

    public static final PhaseTimes NONE = new PhaseTimes(0, 0, 0);

    /** The times of an engine, which has no part in the reduction over replicas. */
    public PhaseTimes(long forward, long backward, long optimise) {
        this(forward, backward, optimise, 0);
    }

    public PhaseTimes plus(PhaseTimes more) {
        return new PhaseTimes(
                forward + more.forward, backward + more.backward, optimise + more.optimise, reduce + more.reduce);
    }

    public PhaseTimes withReduce(long nanos) {
        return new PhaseTimes(forward, backward, optimise, nanos);
    }
}
