/**
 * The text of one network's kernels: where everything lies in the device's memory
 * ({@link dev.backspike.engine.cuda.source.DeviceLayout}), and the {@code .cu} files with the network's numbers filled
 * in ({@link dev.backspike.engine.cuda.source.KernelSource}). Nothing here needs a device.
 */
@NullMarked
package dev.backspike.engine.cuda.source;

import org.jspecify.annotations.NullMarked;
