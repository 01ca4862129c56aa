package dev.backspike.engine.cuda;

import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.cuda.driver.Argument;
import dev.backspike.engine.cuda.driver.CudaStream;
import dev.backspike.engine.cuda.driver.DeviceArray;
import dev.backspike.engine.cuda.driver.Kernel;
import dev.backspike.engine.cuda.driver.PinnedBuffer;
import dev.backspike.engine.cuda.source.Layout;
import dev.backspike.engine.network.Population;
import java.nio.ByteBuffer;

/**
 * The adjoint equations of some of a batch's trials, backwards: one launch, a block for each trial. Traces are large,
 * (steps + 1) floats for each neuron and current, so they are there for as many trials as the memory holds.
 */
final class Adjoint implements AutoCloseable {

    private final Layout layout;
    private final Kernel kernel;
    private final Parameters parameters;
    private final DeviceArray directQ;
    private final Tape tape;
    private final RateRegularisation regularisation;
    final DeviceArray trace = new DeviceArray("traces of lambda");
    private final DeviceArray pushes;
    private final DeviceArray clamped = new DeviceArray("the count of clamped spikes", 4);
    private final PinnedBuffer pinned = new PinnedBuffer();

    Adjoint(
            Layout layout,
            Kernel kernel,
            Parameters parameters,
            DeviceArray directQ,
            Tape tape,
            RateRegularisation regularisation) {
        this.layout = layout;
        this.kernel = kernel;
        this.parameters = parameters;
        this.directQ = directQ;
        this.tape = tape;
        this.regularisation = regularisation;
        pushes = new DeviceArray("pushes of regularisation", 4L * layout.lifNeurons);
    }

    /** What the trace of a trial takes. */
    long bytesPerTrace() {
        return Math.max(16, 4L * layout.trace);
    }

    /** To be called before the first {@link #run} of a batch. */
    void start(CudaStream stream) {
        clamped.clear(1, stream);
        int bytes = 4 * layout.lifNeurons;
        ByteBuffer out = pinned.reserve(bytes);
        for (Population p : layout.lifs) {
            double[] of = regularisation.pushes(p.index());
            for (int j = 0; j < p.size(); j++) {
                out.putFloat(4 * (layout.neuronBase(p) + j), of.length == 0 ? 0 : (float) of[j]);
            }
        }
        if (bytes > 0) {
            pushes.upload(pinned, bytes, stream);
        }
    }

    /** @param first of the trials on the tape; {@link #trace} has room for {@code trials} */
    void run(InputSpikes input, int first, int trials, CudaStream stream) {
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
                pushes.argument(),
                trace.argument(),
                tape.rowStart.argument(),
                tape.rowGrid.argument(),
                tape.tauGradient.argument(),
                clamped.argument());
    }

    /** Waits for what was run since {@link #start}. */
    long clamped(CudaStream stream) {
        ByteBuffer out = pinned.reserve(4L * layout.lifNeurons + 4);
        clamped.download(pinned, 4, stream);
        stream.synchronize("running adjoint");
        return out.getInt(0);
    }

    @Override
    public void close() {
        trace.close();
        pushes.close();
        clamped.close();
        pinned.close();
    }
}
