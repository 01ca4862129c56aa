package dev.backspike.worker.engine.cuda;

import dev.backspike.worker.engine.BatchOutcome;
import dev.backspike.worker.engine.cuda.Kernels.Kernel;
import dev.backspike.worker.network.Population;
import java.nio.ByteBuffer;
import java.util.List;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * The state equations of a batch, forwards: one launch, a block for each trial, and one copy of what it shows. If a
 * trial has more spikes than the tape has room for, the tape grows and the launch is made again.
 */
final class Forward implements AutoCloseable {

    private final Layout layout;
    private final Kernel kernel;
    private final DeviceArray weights;
    private final DeviceArray directR;
    private final Tape tape;

    // One array for the results, so that one copy brings them: loss [trials], correct [trials], spikes [trials][lifs],
    // spikes [lif neurons]
    private final DeviceArray results = new DeviceArray("results");
    private final PinnedBuffer pinned = new PinnedBuffer();

    Forward(Layout layout, Kernel kernel, DeviceArray weights, DeviceArray directR, Tape tape) {
        this.layout = layout;
        this.kernel = kernel;
        this.weights = weights;
        this.directR = directR;
        this.tape = tape;
    }

    BatchOutcome run(InputSpikes input, int trials, CUstream stream) {
        int lifs = layout.lifs.size();
        long correctAt = 8L * trials;
        long countAt = correctAt + 4L * trials;
        long totalAt = countAt + 4L * trials * lifs;
        long bytes = totalAt + 4L * layout.lifNeurons;
        results.reserve(bytes);
        ByteBuffer out = pinned.reserve(bytes);
        input.await(stream);
        while (true) {
            tape.reserve(trials, stream);
            results.clear(bytes / 4, stream);
            kernel.launch(
                    trials,
                    stream,
                    weights.pointer(),
                    input.start(),
                    input.neuron(),
                    input.row(),
                    input.grid(),
                    input.label(),
                    directR.pointer(),
                    Kernels.of(tape.capacity()),
                    tape.start.pointer(),
                    tape.neuron.pointer(),
                    tape.slope.pointer(),
                    results.pointer(countAt),
                    tape.neuronCount.pointer(),
                    results.pointer(totalAt),
                    tape.directSum.pointer(),
                    tape.readGrid.pointer(),
                    tape.timeGradient.pointer(),
                    tape.voltageGradient.pointer(),
                    tape.pointGradient.pointer(),
                    results.pointer(),
                    results.pointer(correctAt));
            results.download(pinned.pointer(), bytes, stream);
            Device.check(JCudaDriver.cuStreamSynchronize(stream), "running forward");
            int most = 0;
            for (int k = 0; k < trials * lifs; k++) {
                most = Math.max(most, out.getInt((int) countAt + 4 * k));
            }
            if (most <= tape.capacity()) {
                return outcome(trials, out, input.spikes(), (int) countAt, (int) totalAt);
            }
            tape.grow(most);
        }
    }

    private BatchOutcome outcome(int trials, ByteBuffer out, long inputSpikes, int countAt, int totalAt) {
        List<Population> populations = layout.network.populations();
        double loss = 0;
        int correct = 0;
        long[] spikes = new long[populations.size()];
        int[][] neuronSpikes = new int[populations.size()][];
        for (int k = 0; k < trials; k++) {
            loss += out.getDouble(8 * k);
            correct += out.getInt(8 * trials + 4 * k);
            for (int lif = 0; lif < layout.lifs.size(); lif++) {
                int of = layout.lifs.get(lif).index();
                spikes[of] += out.getInt(countAt + 4 * (k * layout.lifs.size() + lif));
            }
        }
        spikes[layout.network.input().index()] = inputSpikes;
        for (Population p : populations) {
            neuronSpikes[p.index()] = new int[p.spiking() ? p.size() : 0];
            for (int j = 0; j < neuronSpikes[p.index()].length; j++) {
                neuronSpikes[p.index()][j] = out.getInt(totalAt + 4 * (layout.neuronBase(p) + j));
            }
        }
        return new BatchOutcome(trials, loss, correct, spikes, neuronSpikes);
    }

    @Override
    public void close() {
        results.close();
        pinned.close();
    }
}
