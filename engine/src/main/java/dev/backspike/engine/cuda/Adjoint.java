package dev.backspike.engine.cuda;

import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.cuda.Kernels.Kernel;
import dev.backspike.engine.network.Population;
import java.nio.ByteBuffer;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

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
    void start(CUstream stream) {
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
            pushes.upload(pinned.pointer(), bytes, stream);
        }
    }

    /** @param first of the trials on the tape; {@link #trace} has room for {@code trials} */
    void run(InputSpikes input, int first, int trials, CUstream stream) {
        kernel.launch(
                trials,
                stream,
                parameters.weights(),
                parameters.grids.pointer(),
                parameters.constants.pointer(),
                parameters.drives.pointer(),
                directQ.pointer(),
                Kernels.of(first),
                Kernels.of(tape.capacity()),
                input.start(),
                input.neuron(),
                tape.start.pointer(),
                tape.neuron.pointer(),
                tape.slope.pointer(),
                tape.release.pointer(),
                tape.previous.pointer(),
                tape.lastGrid.pointer(),
                tape.neuronCount.pointer(),
                tape.readGrid.pointer(),
                tape.timeGradient.pointer(),
                tape.voltageGradient.pointer(),
                tape.pointGradient.pointer(),
                pushes.pointer(),
                trace.pointer(),
                tape.rowStart.pointer(),
                tape.rowGrid.pointer(),
                tape.tauGradient.pointer(),
                clamped.pointer());
    }

    /** Waits for what was run since {@link #start}. */
    long clamped(CUstream stream) {
        ByteBuffer out = pinned.reserve(4L * layout.lifNeurons + 4);
        clamped.download(pinned.pointer(), 4, stream);
        Device.check(JCudaDriver.cuStreamSynchronize(stream), "running adjoint");
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
