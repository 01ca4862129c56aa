/**
 * The clock-driven engine for CPUs: steps of dt, closed form within a step, spikes on the grid, float. Read
 * {@link dev.backspike.worker.engine.cpu.Layout}, then the phases {@link dev.backspike.worker.engine.cpu.Forward},
 * {@link dev.backspike.worker.engine.cpu.Adjoint} and {@link dev.backspike.worker.engine.cpu.Gather}, which
 * {@link dev.backspike.worker.engine.cpu.Backward} interleaves, then the readout that takes no steps,
 * {@link dev.backspike.worker.engine.cpu.DirectReadout}, and {@link dev.backspike.worker.engine.cpu.Kernels}.
 */
@NullMarked
package dev.backspike.worker.engine.cpu;

import org.jspecify.annotations.NullMarked;
