package dev.backspike.engine.cuda;

import dev.backspike.engine.Batch;
import dev.backspike.engine.Parallel;
import dev.backspike.engine.cuda.driver.Argument;
import dev.backspike.engine.cuda.driver.CudaEvent;
import dev.backspike.engine.cuda.driver.CudaStream;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.driver.DeviceArray;
import dev.backspike.engine.cuda.driver.PinnedBuffer;
import dev.backspike.engine.cuda.source.DeviceLayout;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.SpikeTrain;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * The input spikes of a batch, on the grid, in order of time and in order of neuron; one copy to the device.
 *
 * <pre>
 * start   [trials][steps + 2]   where the spikes of a grid point begin in neuron
 * row     [trials][units + 1]   where the grid points of a neuron begin in grid
 * label   [trials]
 * neuron  [spikes]              all trials' spikes, trial after trial, in order of time
 * grid    [spikes]              their grid points, in order of neuron
 * </pre>
 */
final class InputSpikes implements AutoCloseable {

    /** A trial's spikes, in order of time; reused. */
    private static final class Trial {
        private int[] grid = {};
        private int[] neuron = {};
        private int count;
    }

    private final int steps;
    private final double dt;
    private final int units;
    private final SpikeTrain[] trains;
    private final PinnedBuffer pinned = new PinnedBuffer();
    private final DeviceArray array;
    private final CudaEvent copied = CudaEvent.untimed();
    private Trial[] trials = {};
    private int size;
    private long spikes;

    /** @param threads that {@link #pack} may use */
    InputSpikes(Device device, DeviceLayout layout, int threads) {
        array = new DeviceArray(device, "input spikes");
        steps = layout.steps;
        dt = layout.network.dt();
        units = layout.network.input().size();
        trains = new SpikeTrain[threads];
        Arrays.setAll(trains, _ -> new SpikeTrain());
    }

    /** The number of spikes of all trials together. */
    long spikes() {
        return spikes;
    }

    /** Reads the batch's spikes and begins to copy them; {@link #await} makes a stream wait for the end. */
    void pack(Batch batch, Parallel parallel, CudaStream copies) {
        size = batch.size();
        if (trials.length < size) {
            int have = trials.length;
            trials = Arrays.copyOf(trials, size);
            for (int k = have; k < size; k++) {
                trials[k] = new Trial();
            }
        }
        Dataset data = batch.data();
        parallel.forEach(size, (k, thread) -> {
            data.read(batch.samples()[k], trains[thread]);
            toGrid(trains[thread], trials[k]);
        });
        int[] first = new int[size + 1];
        for (int k = 0; k < size; k++) {
            first[k + 1] = Math.addExact(first[k], trials[k].count);
        }
        spikes = first[size];
        long ints = neuronAt() + 2 * spikes;
        IntBuffer out = pinned.reserve(Integer.BYTES * ints).asIntBuffer();
        parallel.forEach(size, (k, _) -> {
            out.put(Math.toIntExact(labelAt()) + k, data.label(batch.samples()[k]));
            write(trials[k], k, first[k], out);
        });
        array.reserve(Integer.BYTES * ints);
        array.upload(pinned, Integer.BYTES * ints, copies);
        copied.record(copies);
    }

    void await(CudaStream stream) {
        stream.waitFor(copied);
    }

    Argument start() {
        return array.argument();
    }

    Argument row() {
        return array.argument(Integer.BYTES * rowAt());
    }

    Argument label() {
        return array.argument(Integer.BYTES * labelAt());
    }

    Argument neuron() {
        return array.argument(Integer.BYTES * neuronAt());
    }

    Argument grid() {
        return array.argument(Integer.BYTES * (neuronAt() + spikes));
    }

    private long rowAt() {
        return (long) size * (steps + 2);
    }

    private long labelAt() {
        return rowAt() + (long) size * (units + 1);
    }

    private long neuronAt() {
        return labelAt() + size;
    }

    /** Moves spikes to the nearest grid point; spikes after the last grid point are ignored. */
    private void toGrid(SpikeTrain train, Trial trial) {
        if (trial.grid.length < train.count) {
            trial.grid = new int[train.count];
            trial.neuron = new int[train.count];
        }
        int before = 0;
        int count = 0;
        for (; count < train.count; count++) {
            int grid = (int) Math.floor(train.times[count] / dt + 0.5);
            if (grid > steps) {
                break;
            }
            if (grid < before) {
                throw new IllegalArgumentException("spike " + count + " of the sample, at " + train.times[count]
                        + " ms, is before the trial's start or before the spike that precedes it");
            }
            before = grid;
            trial.grid[count] = grid;
            trial.neuron[count] = train.units[count];
        }
        trial.count = count;
    }

    private void write(Trial trial, int index, int first, IntBuffer out) {
        int start = index * (steps + 2);
        int filled = 0;
        int[] row = new int[units + 1];
        int neuron = Math.toIntExact(neuronAt()) + first;
        for (int k = 0; k < trial.count; k++) {
            while (filled <= trial.grid[k]) {
                out.put(start + filled++, first + k);
            }
            out.put(neuron + k, trial.neuron[k]);
            row[trial.neuron[k]]++;
        }
        while (filled < steps + 2) {
            out.put(start + filled++, first + trial.count);
        }
        int at = first;
        int rows = Math.toIntExact(rowAt()) + index * (units + 1);
        for (int i = 0; i <= units; i++) {
            int count = row[i];
            row[i] = at;
            out.put(rows + i, at);
            at += count;
        }
        int grid = Math.toIntExact(neuronAt() + spikes);
        for (int k = 0; k < trial.count; k++) {
            out.put(grid + row[trial.neuron[k]]++, trial.grid[k]);
        }
    }

    /** The memory on the device of a trial of the last {@link #pack}, on average. */
    long bytesPerTrial() {
        return size == 0 ? 0 : Integer.BYTES * (neuronAt() + 2 * spikes) / size;
    }

    /** The bytes of a trial without spikes. */
    static long leastBytesPerTrial(DeviceLayout layout) {
        return (long) Integer.BYTES * (layout.steps + layout.network.input().size() + 4);
    }

    /** Lets go of the device's memory until the next {@link #pack}. */
    void release() {
        array.close();
    }

    @Override
    public void close() {
        array.close();
        pinned.close();
        copied.close();
    }
}
