/**
 * The clock-driven engine for CUDA devices: what {@link dev.backspike.engine.cpu} does, step for step, with the same
 * spikes. It has three packages: {@link dev.backspike.engine.cuda.source} is the text of the kernels,
 * {@link dev.backspike.engine.cuda.driver} the device, and this one the phases. Read
 * {@link dev.backspike.engine.cuda.source.DeviceLayout}, then {@code neuron.cu}, which has all that is particular to
 * the neuron model, then the phases {@link dev.backspike.engine.cuda.Forward},
 * {@link dev.backspike.engine.cuda.Adjoint}, {@link dev.backspike.engine.cuda.Gather} and
 * {@link dev.backspike.engine.cuda.Optimiser}, each with the {@code .cu} file that it launches,
 * {@link dev.backspike.engine.cuda.Parameters} with {@code parameters.cu}, and
 * {@link dev.backspike.engine.cuda.Pieces}, which cuts batches that the memory does not hold.
 * {@link dev.backspike.engine.cuda.source.KernelSource} makes one network's kernels of the files ({@code ./backspike
 * bench SPEC --kernels} prints them).
 *
 * <p>What a batch is expected to cost on a device, and the registers that compilers allot to the kernels, are in
 * docs/performance.md.
 */
@NullMarked
package dev.backspike.engine.cuda;

import org.jspecify.annotations.NullMarked;
