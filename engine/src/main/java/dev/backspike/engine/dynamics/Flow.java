package dev.backspike.engine.dynamics;

/**
 * Moves a neuron over intervals without events. Its state z has the model's states, then its synaptic currents, each of
 * which decays with a time constant of its own and adds to one of the model's inputs; its quantities q are the model's
 * parameters, then these time constants. One instance per thread.
 */
sealed interface Flow permits AffineFlow, SteppedFlow, RungeKuttaFlow {

    /**
     * The flow of a model: in closed form where the equations are affine.
     *
     * @param receptors {@code [current]}: the input that the current adds to
     */
    static Flow of(NeuronModel model, int[] receptors) {
        return model.affine == null ? new RungeKuttaFlow(model, receptors) : new AffineFlow(model, receptors);
    }

    /**
     * The same flow, fast over whole steps where the equations are affine.
     *
     * @param dt length of the steps, ms
     */
    static Flow stepped(NeuronModel model, int[] receptors, double dt) {
        return model.affine == null
                ? new RungeKuttaFlow(model, receptors)
                : new SteppedFlow(new AffineFlow(model, receptors), model.states() + receptors.length, dt);
    }

    /** Takes over the quantities q of the neuron that is moved next. */
    void bind(double[] q);

    /**
     * Moves the state by at most {@code h} and returns by how much: a step in which the state turns once at most. The
     * same state and interval give the same step.
     *
     * @throws dev.backspike.engine.NotConvergedException if the equations cannot be integrated
     */
    double step(double[] z, double h);

    /** Moves the state by {@code h}. */
    default void move(double[] z, double h) {
        for (double left = h; left > 0; ) {
            left -= step(z, left);
        }
    }

    /** Moves the state by a part of a step that {@link #step} has made from it: without looking at the error again. */
    void partOfStep(double[] z, double h);

    /**
     * Moves the adjoint variables back over an interval.
     *
     * @param z the state at the beginning of the interval; destroyed
     * @param lambda dL/dz at the end, and on return at the beginning
     * @param gradient is added dL/dq
     */
    void moveBack(double[] z, double h, double[] lambda, double[] gradient);
}
