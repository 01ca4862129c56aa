package dev.backspike.worker.engine.cuda;

import dev.backspike.common.spec.LossSpec;
import jcuda.driver.CUstream;

/** What {@link Forward} leaves of a batch's trials on the device for {@link Adjoint} and {@link Gather}. */
final class Tape implements AutoCloseable {

    private final Layout layout;
    private final int points;

    /** {@code [trials][lifs][steps + 2]}: where the spikes of a grid point begin. */
    final DeviceArray start = new DeviceArray("where a step's spikes begin");
    /** {@code [trials][lifs][capacity]}, likewise {@link #slope} and {@link #rowGrid}. */
    final DeviceArray neuron = new DeviceArray("the tape's spikes");

    final DeviceArray slope = new DeviceArray("I - V at the tape's spikes");
    /** Grid points of the spikes in order of neuron. */
    final DeviceArray rowGrid = new DeviceArray("the tape by neuron");
    /** {@code [trials][lif neurons + lifs]}. */
    final DeviceArray rowStart = new DeviceArray("where a neuron's spikes begin");
    /** {@code [trials][lif neurons]}. */
    final DeviceArray neuronCount = new DeviceArray("spike counts");

    final DeviceArray directSum = new DeviceArray("what spikes add to averaged voltages");
    final DeviceArray readGrid = new DeviceArray("what the loss reads");
    final DeviceArray timeGradient = new DeviceArray("gradients by spike times");
    final DeviceArray voltageGradient = new DeviceArray("gradients by averaged voltages");
    final DeviceArray pointGradient = new DeviceArray("gradients by voltages");

    /** Spikes of a population and trial that there is room for. */
    private int capacity;

    Tape(Layout layout, LossSpec loss, int firstCapacity) {
        this.layout = layout;
        capacity = firstCapacity;
        points = switch (loss) {
            case LossSpec.MeanCrossEntropy _, LossSpec.VoltageMse _ -> layout.steps;
            case LossSpec.MaxVoltage _ -> 1;
            case LossSpec.OfSpikes _, LossSpec.SumVoltage _ -> 0;
        };
    }

    int capacity() {
        return capacity;
    }

    /** Makes room for so many spikes of a population and trial, and somewhat more; {@link #reserve} must follow. */
    void grow(int spikes) {
        capacity = (int) Math.min(Integer.MAX_VALUE, spikes + spikes / 4L);
    }

    void reserve(int trials, CUstream stream) {
        long lifs = layout.lifs.size();
        long readouts = (long) trials * layout.network.readout().size();
        start.reserve(4L * trials * lifs * (layout.steps + 2L));
        neuron.reserve(4L * trials * lifs * capacity);
        slope.reserve(4L * trials * lifs * capacity);
        neuronCount.reserve(4L * trials * layout.lifNeurons);
        long directRows =
                layout.direct().stream().mapToLong(Layout.Channel::rows).sum();
        directSum.reserve(4L * trials * directRows);
        readGrid.reserve(4 * readouts);
        timeGradient.reserve(4 * readouts);
        voltageGradient.reserve(8 * readouts);
        pointGradient.reserve(4 * readouts * points);
        // For populations that nothing reaches, which the kernels leave out.
        start.clear(trials * lifs * (layout.steps + 2L), stream);
        neuronCount.clear((long) trials * layout.lifNeurons, stream);
    }

    /** What the backward phases need besides. */
    void reserveBackward(int trials) {
        rowGrid.reserve(4L * trials * layout.lifs.size() * capacity);
        rowStart.reserve(4L * trials * (layout.lifNeurons + layout.lifs.size()));
    }

    @Override
    public void close() {
        start.close();
        neuron.close();
        slope.close();
        rowGrid.close();
        rowStart.close();
        neuronCount.close();
        directSum.close();
        readGrid.close();
        timeGradient.close();
        voltageGradient.close();
        pointGradient.close();
    }
}
