package dev.backspike.worker.engine.cuda;

import dev.backspike.worker.engine.cuda.Kernels.Kernel;
import jcuda.driver.CUstream;

/** The gradient of a batch's mean loss, micro-batch after micro-batch: one launch for each. */
final class Gather {

    private final Kernel kernel;
    private final int blocks;
    private final Tape tape;
    private final DeviceArray trace;
    private final DeviceArray gradient;

    Gather(Kernel kernel, int blocks, Tape tape, DeviceArray trace, DeviceArray gradient) {
        this.kernel = kernel;
        this.blocks = blocks;
        this.tape = tape;
        this.trace = trace;
        this.gradient = gradient;
    }

    /**
     * Adds trials [first, first + trials) to the sums, which trial 0 begins and the batch's last trial ends.
     *
     * @param batch how many trials there are in all
     */
    void run(InputSpikes input, int first, int trials, int batch, CUstream stream) {
        kernel.launch(
                blocks,
                stream,
                trace.pointer(),
                Kernels.of(first),
                Kernels.of(trials),
                Kernels.of(first + trials == batch ? batch : 0),
                Kernels.of(tape.capacity()),
                input.row(),
                input.grid(),
                tape.rowStart.pointer(),
                tape.rowGrid.pointer(),
                tape.directSum.pointer(),
                tape.voltageGradient.pointer(),
                gradient.pointer());
    }
}
