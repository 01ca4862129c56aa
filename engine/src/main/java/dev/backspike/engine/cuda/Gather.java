package dev.backspike.engine.cuda;

import dev.backspike.engine.cuda.Kernels.Kernel;
import jcuda.driver.CUstream;

/** The gradient of a batch's mean loss, some trials after others: one launch for each. */
final class Gather implements AutoCloseable {

    /**
     * Which trials are added.
     *
     * @param first of them, on the tape
     * @param begins whether they are the batch's first; {@code ends} whether its last
     * @param batch how many the batch has
     */
    record Part(int first, int trials, boolean begins, boolean ends, int batch) {}

    private final Kernel kernel;
    private final int blocks;
    private final Tape tape;
    private final DeviceArray trace;
    private final Parameters parameters;
    private final DeviceArray tauSum;

    /** @param taus learnt time constants */
    Gather(Kernel kernel, int blocks, Tape tape, DeviceArray trace, Parameters parameters, int taus) {
        this.kernel = kernel;
        this.blocks = blocks;
        this.tape = tape;
        this.trace = trace;
        this.parameters = parameters;
        tauSum = new DeviceArray("sums of gradients of time constants", 8L * taus);
    }

    void run(InputSpikes input, Part part, CUstream stream) {
        kernel.launch(
                blocks,
                stream,
                trace.pointer(),
                Kernels.of(part.first()),
                Kernels.of(part.trials()),
                Kernels.of(part.begins() ? 1 : 0),
                Kernels.of(part.ends() ? 1 : 0),
                Kernels.of(part.batch()),
                Kernels.of(tape.capacity()),
                parameters.weights(),
                parameters.grids.pointer(),
                parameters.constants.pointer(),
                parameters.present.pointer(),
                input.row(),
                input.grid(),
                tape.rowStart.pointer(),
                tape.rowGrid.pointer(),
                tape.directSum.pointer(),
                tape.voltageGradient.pointer(),
                tape.tauGradient.pointer(),
                tauSum.pointer(),
                parameters.gradient.pointer());
    }

    @Override
    public void close() {
        tauSum.close();
    }
}
