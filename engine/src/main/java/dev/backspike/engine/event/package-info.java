/**
 * The exact engine: spikes happen when the closed-form voltage reaches the threshold, in double precision, without a
 * time step. The other engines are measured against it.
 *
 * <p>A batch runs through four phases, each a class: {@link dev.backspike.engine.event.Forward} simulates a trial and
 * writes its {@link dev.backspike.engine.event.Tape}, {@link dev.backspike.engine.event.Adjoint} reads the tape
 * backwards and adds a trace per spike, {@link dev.backspike.engine.event.Gather} sums the traces into gradients and
 * {@link dev.backspike.engine.event.Optimiser} changes the weights. The state of a population is
 * {@link dev.backspike.engine.event.Membranes} forwards and {@link dev.backspike.engine.event.Lambdas} backwards, which
 * move between events by the closed forms of {@link dev.backspike.engine.event.PspKernel}. Of both there are two kinds:
 * neurons that have all in common share a clock, others each keep their own.
 */
@NullMarked
package dev.backspike.engine.event;

import org.jspecify.annotations.NullMarked;
