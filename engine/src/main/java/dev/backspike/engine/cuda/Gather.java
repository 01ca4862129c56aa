package dev.backspike.engine.cuda;

import dev.backspike.engine.Share;
import dev.backspike.engine.cuda.driver.Argument;
import dev.backspike.engine.cuda.driver.CudaStream;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.driver.DeviceArray;
import dev.backspike.engine.cuda.driver.Kernel;

/** The gradient of the summed loss of a share of a batch, some trials after others: one launch for each. */
final class Gather implements AutoCloseable {

    /**
     * Which trials are added.
     *
     * @param first of them, on the tape
     * @param before trials of the share before them
     * @param block of the share, to which the first of them belongs
     * @param waiting sums that wait for their other halves when that block begins
     */
    record Part(int first, int trials, int before, int block, int waiting) {

        static Part of(Share share, int first, int trials, int before) {
            int block = 0;
            int waiting = 0;
            for (; share.begin(block + 1) <= before; block++) {
                waiting += 1 - share.additionsAfter(block);
            }
            return new Part(first, trials, before, block, waiting);
        }
    }

    private final Kernel kernel;
    private final int blocks;
    private final Tape tape;
    private final DeviceArray trace;
    private final Parameters parameters;
    private final DeviceArray tauSum;

    /** @param taus learnt time constants */
    Gather(Device device, Kernel kernel, int blocks, Tape tape, DeviceArray trace, Parameters parameters, int taus) {
        this.kernel = kernel;
        this.blocks = blocks;
        this.tape = tape;
        this.trace = trace;
        this.parameters = parameters;
        tauSum = new DeviceArray(device, "sums of gradients of time constants", 8L * taus);
    }

    void run(InputSpikes input, Part part, ShareTable table, CudaStream stream) {
        kernel.launch(
                blocks,
                stream,
                trace.argument(),
                Argument.of(part.first()),
                Argument.of(part.trials()),
                Argument.of(part.before()),
                Argument.of(part.block()),
                Argument.of(part.waiting()),
                table.ends(),
                table.additions(),
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
