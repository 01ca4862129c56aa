package dev.backspike.worker.bench;

import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.Engine;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.worker.bench.BenchResult.MsPerSample;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Arrays;
import java.util.List;

/**
 * Times the phases of training steps. The learning rate is 0, so that the weights, and with them the work, do not
 * change.
 *
 * @param warmUpSeconds duration of the batches before the first timed one; at least one batch runs. Code that the JVM
 *     compiles later is timed too slow
 * @param batches timed batches, at least 1
 */
record Benchmark(Network network, Dataset data, int batchSize, double warmUpSeconds, int batches) {

    private static final int PHASES = 3;

    BenchResult measure(Engine engine) {
        warmUp(engine);
        // Removes the garbage of the warm-up; the memory of the engine stays.
        System.gc();
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        double[][] ms = new double[PHASES + 1][batches];
        long[] spikes = new long[network.populations().size()];
        for (int k = 0; k < batches; k++) {
            Batch batch = batch(k);
            long start = System.nanoTime();
            BatchOutcome outcome = engine.forward(batch);
            long forward = System.nanoTime();
            engine.backward(outcome.counts());
            await(engine);
            long backward = System.nanoTime();
            engine.optimise(0, batchSize);
            await(engine);
            long end = System.nanoTime();
            ms[0][k] = (end - start) / 1e6;
            ms[1][k] = (forward - start) / 1e6;
            ms[2][k] = (backward - forward) / 1e6;
            ms[3][k] = (end - backward) / 1e6;
            for (int p = 0; p < spikes.length; p++) {
                spikes[p] += outcome.spikes()[p];
            }
        }
        long peak =
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        double samples = (double) batches * batchSize;
        double total = median(ms[0]) / batchSize;
        int input = network.input().index();
        return new BenchResult(
                engine.name(),
                engine.threads(),
                batchSize,
                new MsPerSample(total, median(ms[1]) / batchSize, median(ms[2]) / batchSize, median(ms[3]) / batchSize),
                spikes[input] / samples,
                (Arrays.stream(spikes).sum() - spikes[input]) / samples,
                synapticOps(spikes) / samples / (total / 1e3),
                peak / 1e6);
    }

    private void warmUp(Engine engine) {
        long start = System.nanoTime();
        int ran = 0;
        do {
            engine.backward(engine.forward(batch(ran++)).counts());
            engine.optimise(0, batchSize);
        } while (System.nanoTime() - start < warmUpSeconds * 1e9);
    }

    /** Waits for the device, whose phases may only have been started when their methods return. */
    private static void await(Engine engine) {
        if (engine instanceof DeviceTelemetry device) {
            device.await();
        }
    }

    /** Returns consecutive samples, starting over after the last. */
    private Batch batch(int index) {
        int[] samples = new int[batchSize];
        Arrays.setAll(samples, k -> (int) (((long) index * batchSize + k) % data.size()));
        return new Batch(data, samples);
    }

    private double synapticOps(long[] spikes) {
        double ops = 0;
        for (Connection c : network.connections()) {
            int passes = c.from().spiking() ? 3 : 2;
            ops += (double) passes * spikes[c.from().index()] * c.to().size();
        }
        return ops;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
