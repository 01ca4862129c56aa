package dev.backspike.engine.cuda;

import dev.backspike.engine.cuda.driver.Argument;
import dev.backspike.engine.cuda.driver.CudaStream;
import dev.backspike.engine.cuda.driver.DeviceArray;
import dev.backspike.engine.cuda.driver.Kernel;

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

    void run(InputSpikes input, Part part, CudaStream stream) {
        kernel.launch(
                blocks,
                stream,
                trace.argument(),
                Argument.of(part.first()),
                Argument.of(part.trials()),
                Argument.of(part.begins() ? 1 : 0),
                Argument.of(part.ends() ? 1 : 0),
                Argument.of(part.batch()),
                Argument.of(tape.capacity()),
                parameters.weights(),
                parameters.grids.argument(),
                parameters.constants.argument(),
                parameters.present.argument(),
                input.row(),
                input.grid(),
                tape.rowStart.argument(),
                tape.rowGrid.argument(),
                tape.directSum.argument(),
                tape.voltageGradient.argument(),
                tape.tauGradient.argument(),
                tauSum.argument(),
                parameters.gradient.argument());
    }

    @Override
    public void close() {
        tauSum.close();
    }
}
