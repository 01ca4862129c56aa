package dev.backspike.engine.cuda;

import dev.backspike.engine.cuda.driver.Argument;
import dev.backspike.engine.cuda.driver.CudaStream;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.driver.DeviceArray;
import dev.backspike.engine.cuda.driver.Kernel;
import dev.backspike.engine.cuda.driver.PinnedBuffer;
import dev.backspike.engine.cuda.source.DeviceLayout;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.plan.OutcomeCounter;
import java.nio.ByteBuffer;

/**
 * The state equations of some trials, forwards: one launch, a block for each trial, and one copy of what it shows. If a
 * trial has more spikes than the tape has room for, the tape grows and the launch is made again.
 */
final class Forward implements AutoCloseable {

    private final DeviceLayout layout;
    private final Kernel kernel;
    private final Parameters parameters;
    private final DeviceArray directR;
    private final Tape tape;
    /** Floats of a trial's {@link #rings}. */
    private final int ring;

    private final DeviceArray rings;
    // One array for the results, so that one copy brings them: loss [trials], correct [trials], spikes [trials][lifs],
    // spikes [lif neurons]
    private final DeviceArray results;
    private final PinnedBuffer pinned = new PinnedBuffer();

    Forward(
            Device device,
            DeviceLayout layout,
            Kernel kernel,
            Parameters parameters,
            DeviceArray directR,
            Tape tape,
            int ring) {
        rings = new DeviceArray(device, "weights on their way");
        results = new DeviceArray(device, "results");
        this.layout = layout;
        this.kernel = kernel;
        this.parameters = parameters;
        this.directR = directR;
        this.tape = tape;
        this.ring = ring;
    }

    /** The memory of a trial. */
    long bytesPerTrial() {
        return 4L * (ring + 3 + layout.lifs.size());
    }

    /** Waits for the device. */
    void run(InputSpikes input, int trials, OutcomeCounter counter, CudaStream stream) {
        int lifs = layout.lifs.size();
        long correctAt = 8L * trials;
        long countAt = correctAt + 4L * trials;
        long totalAt = countAt + 4L * trials * lifs;
        long bytes = totalAt + 4L * layout.lifNeurons;
        results.reserve(bytes);
        rings.reserve(4L * trials * ring);
        ByteBuffer out = pinned.reserve(bytes);
        input.await(stream);
        while (true) {
            tape.reserve(trials, stream);
            results.clear(bytes / 4, stream);
            kernel.launch(
                    trials,
                    stream,
                    parameters.weights(),
                    parameters.grids.argument(),
                    parameters.constants.argument(),
                    parameters.drives.argument(),
                    rings.argument(),
                    input.start(),
                    input.neuron(),
                    input.row(),
                    input.grid(),
                    input.label(),
                    directR.argument(),
                    Argument.of(tape.capacity()),
                    tape.start.argument(),
                    tape.neuron.argument(),
                    tape.slope.argument(),
                    tape.release.argument(),
                    tape.previous.argument(),
                    tape.lastGrid.argument(),
                    results.argument(countAt),
                    tape.neuronCount.argument(),
                    results.argument(totalAt),
                    tape.directSum.argument(),
                    tape.readGrid.argument(),
                    tape.timeGradient.argument(),
                    tape.voltageGradient.argument(),
                    tape.pointGradient.argument(),
                    results.argument(),
                    results.argument(correctAt));
            results.download(pinned, bytes, stream);
            stream.synchronize("running forward");
            int most = 0;
            for (int k = 0; k < trials * lifs; k++) {
                most = Math.max(most, out.getInt((int) countAt + 4 * k));
            }
            if (most <= tape.capacity()) {
                read(trials, out, (int) countAt, (int) totalAt, counter);
                counter.spikes().add(layout.network.input().index(), input.spikes());
                return;
            }
            tape.grow(most);
        }
    }

    private void read(int trials, ByteBuffer out, int countAt, int totalAt, OutcomeCounter counter) {
        for (int k = 0; k < trials; k++) {
            counter.trial(out.getDouble(8 * k), out.getInt(8 * trials + 4 * k) != 0);
            for (int lif = 0; lif < layout.lifs.size(); lif++) {
                counter.spikes()
                        .add(layout.lifs.get(lif).index(), out.getInt(countAt + 4 * (k * layout.lifs.size() + lif)));
            }
        }
        for (Population p : layout.lifs) {
            for (int j = 0; j < p.size(); j++) {
                counter.spikes().add(p.index(), j, out.getInt(totalAt + 4 * (layout.neuronBase(p) + j)));
            }
        }
    }

    /** Lets go of the device's memory until the next {@link #run}. */
    void release() {
        results.close();
        rings.close();
    }

    @Override
    public void close() {
        release();
        pinned.close();
    }
}
