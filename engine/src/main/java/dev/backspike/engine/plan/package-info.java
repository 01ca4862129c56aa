/**
 * One network and its loss, compiled to what every engine runs: {@link dev.backspike.engine.plan.Plan} groups
 * connections to synaptic currents and numbers the parameters, {@link dev.backspike.engine.plan.LossEntry} says where
 * the loss enters the adjoint equations, {@link dev.backspike.engine.plan.OptimiserStep} has the numbers of an
 * optimiser's step. Engines add padding, memory and loops only.
 */
@NullMarked
package dev.backspike.engine.plan;

import org.jspecify.annotations.NullMarked;
