package dev.backspike.worker.bench;

/**
 * What {@code bench} found for one engine and number of threads; as JSON, one line of its output.
 *
 * @param msPerSample wall time of a training step, medians over the timed batches
 * @param inputSpikesPerSample spikes that the data brought in
 * @param hiddenSpikesPerSample spikes of all other populations
 * @param synapticOpsPerSecond weights or trace elements touched: each spike touches its row once in forward and once
 *     for its gradient, and once for its adjoint jump unless it is an input's
 * @param peakHeapMB most heap in use during the timed batches, garbage included, 10^6 bytes
 */
record BenchResult(
        String engine,
        int threads,
        int batchSize,
        MsPerSample msPerSample,
        double inputSpikesPerSample,
        double hiddenSpikesPerSample,
        double synapticOpsPerSecond,
        double peakHeapMB) {

    record MsPerSample(double total, double forward, double backward, double optimiser) {}
}
