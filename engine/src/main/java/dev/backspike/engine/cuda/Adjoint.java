package dev.backspike.engine.cuda;

import dev.backspike.engine.cuda.driver.Argument;
import dev.backspike.engine.cuda.driver.CudaStream;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.driver.DeviceArray;
import dev.backspike.engine.cuda.driver.Kernel;
import dev.backspike.engine.cuda.driver.PinnedBuffer;
import dev.backspike.engine.cuda.source.DeviceLayout;
import java.nio.ByteBuffer;

/**
 * The adjoint equations of some of a batch's trials, backwards: one launch, a block for each trial. Traces are large,
 * (steps + 1) floats for each neuron and current, so they are there for as many trials as the memory holds.
 */
final class Adjoint implements AutoCloseable {

    private final DeviceLayout layout;
    private final Kernel kernel;
    private final Parameters parameters;
    private final DeviceArray directQ;
    private final Tape tape;
    final DeviceArray trace;
    private final DeviceArray clamped;
    private final PinnedBuffer pinned = new PinnedBuffer();

    Adjoint(Device device, DeviceLayout layout, Kernel kernel, Parameters parameters, DeviceArray directQ, Tape tape) {
        trace = new DeviceArray(device, "traces of lambda");
        clamped = new DeviceArray(device, "the count of clamped spikes", 4);
        this.layout = layout;
        this.kernel = kernel;
        this.parameters = parameters;
        this.directQ = directQ;
        this.tape = tape;
    }

    /** The memory of a trial's trace. */
    long bytesPerTrace() {
        return Math.max(16, 4L * layout.trace);
    }

    /** Prepares a share; call it before its first {@link #run}. */
    void start(CudaStream stream) {
        clamped.clear(1, stream);
    }

    /** @param first of the trials on the tape; {@link #trace} has room for {@code trials} */
    void run(InputSpikes input, int first, int trials, ShareTable table, CudaStream stream) {
        kernel.launch(
                trials,
                stream,
                parameters.weights(),
                parameters.grids.argument(),
                parameters.constants.argument(),
                parameters.drives.argument(),
                directQ.argument(),
                Argument.of(first),
                Argument.of(tape.capacity()),
                input.start(),
                input.neuron(),
                tape.start.argument(),
                tape.neuron.argument(),
                tape.slope.argument(),
                tape.release.argument(),
                tape.previous.argument(),
                tape.lastGrid.argument(),
                tape.neuronCount.argument(),
                tape.readGrid.argument(),
                tape.timeGradient.argument(),
                tape.voltageGradient.argument(),
                tape.pointGradient.argument(),
                table.pushes(),
                trace.argument(),
                tape.rowStart.argument(),
                tape.rowGrid.argument(),
                tape.tauGradient.argument(),
                clamped.argument());
    }

    /** Waits for what was run since {@link #start}. */
    long clamped(CudaStream stream) {
        ByteBuffer out = pinned.reserve(4);
        clamped.download(pinned, 4, stream);
        stream.synchronize("running adjoint");
        return out.getInt(0);
    }

    @Override
    public void close() {
        trace.close();
        clamped.close();
        pinned.close();
    }
}
