/**
 * The clock-driven engine for CPUs: steps of dt, closed form within a step, spikes on the grid, float. Read
 * {@link dev.backspike.engine.cpu.HostLayout}, then the phases {@link dev.backspike.engine.cpu.Forward},
 * {@link dev.backspike.engine.cpu.Adjoint}, {@link dev.backspike.engine.cpu.Gather}, how
 * {@link dev.backspike.engine.cpu.Backward} interleaves the last two and what
 * {@link dev.backspike.engine.cpu.DirectReadout} spares them, then {@link dev.backspike.engine.cpu.InnerLoops}. Where
 * neurons have time constants of their own or can be refractory, {@link dev.backspike.engine.cpu.IndividualMembranes}
 * and {@link dev.backspike.engine.cpu.IndividualLambdas} step them one by one instead; where synapses have delays of
 * their own, {@link dev.backspike.engine.cpu.LateArrivals} brings spikes to them.
 *
 * <p>How far the phases are from the limits of the machine, and why spikes are summed by rows instead of by dense
 * products, is in docs/performance.md.
 */
@NullMarked
package dev.backspike.engine.cpu;

import org.jspecify.annotations.NullMarked;
