/**
 * Neuron models as data: what a model's equations say, compiled. {@link dev.backspike.engine.dynamics.ModelEquations}
 * holds the expressions, {@link dev.backspike.engine.dynamics.Graph} simplifies and differentiates them,
 * {@link dev.backspike.engine.dynamics.FunctionCompiler} makes byte code of the result, and
 * {@link dev.backspike.engine.dynamics.NeuronModel} collects the functions that an engine needs: the vector field, the
 * threshold and the reset, each with its derivatives. A {@link dev.backspike.engine.dynamics.Flow} moves the state of a
 * neuron over an interval without events and its adjoint back: {@link dev.backspike.engine.dynamics.AffineFlow} by the
 * matrix exponential where the equations are affine, {@link dev.backspike.engine.dynamics.RungeKuttaFlow} otherwise.
 *
 * <p>Equations: the general adjoint of hybrid systems, docs/eventprop.md, Any neuron.
 */
@NullMarked
package dev.backspike.engine.dynamics;

import org.jspecify.annotations.NullMarked;
