package dev.backspike.engine.cuda;

import dev.backspike.engine.DeviceMemoryException;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.cuda.source.DeviceLayout;
import dev.backspike.engine.cuda.source.KernelSource;

/**
 * The least memory that a training needs on the device, in bytes: all that is there once, and one trial of everything
 * else, to which a batch can be cut ({@link Pieces}).
 *
 * @param parameters values, gradient, the optimiser's moments and what follows from values
 * @param trial inputs, tape, results and what waits for its delay to pass
 * @param trace of lambda
 */
record MemoryNeed(long parameters, long trial, long trace) {

    static MemoryNeed of(DeviceLayout layout, KernelSource source, EngineOptions options, CudaSettings settings) {
        long moments =
                4L * layout.slices.learnt() * options.optimiser().moments().size();
        long tables = 8L * layout.direct().size() * (layout.steps + 1);
        long results = 16 + 4L * (layout.lifs.size() + layout.lifNeurons);
        return new MemoryNeed(
                Parameters.bytes(layout) + moments + tables,
                InputSpikes.leastBytesPerTrial(layout)
                        + Tape.bytesPerTrial(layout, settings.firstCapacity())
                        + results
                        + 4L * source.ring(),
                4L * layout.trace);
    }

    long bytes() {
        return parameters + trial + trace;
    }

    /** @throws DeviceMemoryException if there is less */
    void require(String device, long free) {
        if (bytes() > free) {
            throw new DeviceMemoryException("the network does not fit in the memory of " + device + ": it needs "
                    + bytes()
                    + " bytes (weights and other parameters with their moments " + parameters + ", inputs, spikes and"
                    + " results of one trial " + trial + ", its trace " + trace + "), of which " + free
                    + " are free for it; nvidia-smi shows which processes hold the memory");
        }
    }
}
