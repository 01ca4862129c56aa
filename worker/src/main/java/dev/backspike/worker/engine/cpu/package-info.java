/**
 * The clock-driven engine for CPUs: steps of dt, closed form within a step, spikes on the grid, float. Read
 * {@link dev.backspike.worker.engine.cpu.Layout}, then the phases {@link dev.backspike.worker.engine.cpu.Forward},
 * {@link dev.backspike.worker.engine.cpu.Adjoint}, {@link dev.backspike.worker.engine.cpu.Gather}, how
 * {@link dev.backspike.worker.engine.cpu.Backward} interleaves the last two and what
 * {@link dev.backspike.worker.engine.cpu.DirectReadout} spares them, then
 * {@link dev.backspike.worker.engine.cpu.Kernels}. Where neurons have time constants of their own or can be refractory,
 * {@link dev.backspike.worker.engine.cpu.OwnMembranes} and {@link dev.backspike.worker.engine.cpu.OwnLambdas} step them
 * one by one instead; where synapses have delays of their own, {@link dev.backspike.worker.engine.cpu.LateArrivals}
 * brings spikes to them.
 */
@NullMarked
package dev.backspike.worker.engine.cpu;

import org.jspecify.annotations.NullMarked;
