/**
 * The engine for networks with neurons given by equations, in double precision, for any model that
 * {@link dev.backspike.engine.dynamics} compiles; lif and li populations of such a network run as equations too.
 * {@link dev.backspike.engine.equations.GridSimulation} takes the place of the event-driven simulation on the clock
 * solver, for affine models; the rest is the same for both.
 *
 * <p>{@link dev.backspike.engine.equations.Simulation} runs a trial in order of time and writes what happened to an
 * {@link dev.backspike.engine.equations.EventLog}, without any state.
 * {@link dev.backspike.engine.equations.BackwardPass} moves the neurons along the log once more, keeps their states at
 * its events, and runs the adjoint equations back over them; so memory grows with events, and one trial's states exist
 * per thread only.
 *
 * <p>Equations: docs/eventprop.md, Any neuron, in terms of lambda = dL/dx.
 */
@NullMarked
package dev.backspike.engine.equations;

import org.jspecify.annotations.NullMarked;
