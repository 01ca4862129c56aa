package dev.backspike.engine;

/** Time spent in each phase, in nanoseconds. */
public record PhaseTimes(long forward, long backward, long optimise) {

    public static final PhaseTimes NONE = new PhaseTimes(0, 0, 0);

    public PhaseTimes plus(PhaseTimes more) {
        return new PhaseTimes(forward + more.forward, backward + more.backward, optimise + more.optimise);
    }
}
