package dev.backspike.engine.cuda;

import dev.backspike.engine.cuda.driver.CudaStream;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.driver.DeviceArray;
import dev.backspike.engine.cuda.source.DeviceLayout;

/**
 * The record of some trials on the device, which {@link Forward} writes and {@link Adjoint} and {@link Gather} read.
 */
final class Tape implements AutoCloseable {

    private final DeviceLayout layout;
    private final int points;
    private final boolean refractory;

    /** {@code [trials][lifs][steps + 2]}: where the spikes of a grid point begin. */
    final DeviceArray start;
    /** {@code [trials][lifs][capacity]}, likewise {@link #slope} to {@link #rowGrid}. */
    final DeviceArray neuron;

    final DeviceArray slope;
    /** Used in networks with refractory neurons only, like {@link #previous}. */
    final DeviceArray release;

    final DeviceArray previous;
    /** Grid points of the spikes in order of neuron. */
    final DeviceArray rowGrid;
    /** {@code [trials][lif neurons + lifs]}. */
    final DeviceArray rowStart;
    /** {@code [trials][lif neurons]}. */
    final DeviceArray neuronCount;
    /** {@code [trials][lif neurons]}; of networks with refractory neurons. */
    final DeviceArray lastGrid;

    final DeviceArray directSum;
    final DeviceArray readGrid;
    final DeviceArray timeGradient;
    final DeviceArray voltageGradient;
    final DeviceArray pointGradient;
    /** {@code [trials][learnt time constants]}, double. */
    final DeviceArray tauGradient;

    /** Spikes of a population and trial that there is room for. */
    private int capacity;

    Tape(Device device, DeviceLayout layout, int firstCapacity) {
        start = new DeviceArray(device, "where a step's spikes begin");
        neuron = new DeviceArray(device, "the tape's spikes");
        slope = new DeviceArray(device, "I - V at the tape's spikes");
        release = new DeviceArray(device, "I - V_r after the tape's spikes");
        previous = new DeviceArray(device, "the spikes before the tape's");
        rowGrid = new DeviceArray(device, "the tape by neuron");
        rowStart = new DeviceArray(device, "where a neuron's spikes begin");
        neuronCount = new DeviceArray(device, "spike counts");
        lastGrid = new DeviceArray(device, "last spikes");
        directSum = new DeviceArray(device, "what spikes add to averaged voltages");
        readGrid = new DeviceArray(device, "what the loss reads");
        timeGradient = new DeviceArray(device, "gradients by spike times");
        voltageGradient = new DeviceArray(device, "gradients by averaged voltages");
        pointGradient = new DeviceArray(device, "gradients by voltages");
        tauGradient = new DeviceArray(device, "gradients of time constants");
        this.layout = layout;
        capacity = firstCapacity;
        refractory = layout.anyRefractory();
        points = layout.plan.entry().points(layout.steps);
    }

    int capacity() {
        return capacity;
    }

    /** Makes room for so many spikes of a population and trial, and somewhat more; {@link #reserve} must follow. */
    void grow(int spikes) {
        capacity = (int) Math.min(Integer.MAX_VALUE, spikes + spikes / 4L);
    }

    /** The memory of a trial, with what the backward phases need. */
    long bytesPerTrial() {
        return bytesPerTrial(layout, capacity);
    }

    /** Likewise, with room for so many spikes of a population and trial. */
    static long bytesPerTrial(DeviceLayout layout, int capacity) {
        boolean refractory = layout.anyRefractory();
        long lifs = layout.lifs.size();
        long spikes = lifs * capacity * (refractory ? 5 : 3);
        long counts = layout.lifNeurons * (refractory ? 3L : 2L) + lifs;
        long readouts =
                layout.network.readout().size() * (4L + layout.plan.entry().points(layout.steps));
        return 4 * (lifs * (layout.steps + 2L) + spikes + counts + readouts + layout.directRows())
                + 8L * layout.slices.taus();
    }

    void reserve(int trials, CudaStream stream) {
        long lifs = layout.lifs.size();
        long readouts = (long) trials * layout.network.readout().size();
        long spikes = trials * lifs * capacity;
        start.reserve(4L * trials * lifs * (layout.steps + 2L));
        neuron.reserve(4 * spikes);
        slope.reserve(4 * spikes);
        release.reserve(refractory ? 4 * spikes : 0);
        previous.reserve(refractory ? 4 * spikes : 0);
        lastGrid.reserve(refractory ? 4L * trials * layout.lifNeurons : 0);
        neuronCount.reserve(4L * trials * layout.lifNeurons);
        directSum.reserve(4L * trials * layout.directRows());
        readGrid.reserve(4 * readouts);
        timeGradient.reserve(4 * readouts);
        voltageGradient.reserve(8 * readouts);
        pointGradient.reserve(4 * readouts * points);
        // For populations that nothing reaches, which the kernels leave out.
        start.clear(trials * lifs * (layout.steps + 2L), stream);
        neuronCount.clear((long) trials * layout.lifNeurons, stream);
    }

    /** Reserves the memory that the backward phases need in addition. */
    void reserveBackward(int trials) {
        rowGrid.reserve(4L * trials * layout.lifs.size() * capacity);
        rowStart.reserve(4L * trials * (layout.lifNeurons + layout.lifs.size()));
        tauGradient.reserve(8L * trials * layout.slices.taus());
    }

    /** Lets go of the memory until the next {@link #reserve}. */
    @Override
    public void close() {
        start.close();
        neuron.close();
        slope.close();
        release.close();
        previous.close();
        rowGrid.close();
        rowStart.close();
        neuronCount.close();
        lastGrid.close();
        directSum.close();
        readGrid.close();
        timeGradient.close();
        voltageGradient.close();
        pointGradient.close();
        tauGradient.close();
    }
}
