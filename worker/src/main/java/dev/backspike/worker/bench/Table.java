package dev.backspike.worker.bench;

import dev.backspike.worker.bench.BenchResult.MsPerSample;
import java.util.Locale;

/** Prints {@link BenchResult}s as a table, one row each. */
final class Table {

    static final String HEADER = String.format(
            "%-7s %7s %6s %10s %9s %9s %9s %13s %13s %10s %9s",
            "engine",
            "threads",
            "batch",
            "ms/sample",
            "forward",
            "backward",
            "optimiser",
            "spikes in",
            "spikes hidden",
            "Gsynops/s",
            "peak MB");

    private Table() {}

    static String row(BenchResult m) {
        MsPerSample ms = m.msPerSample();
        return String.format(
                Locale.ROOT,
                "%-7s %7d %6d %10.4f %9.4f %9.4f %9.4f %13.1f %13.1f %10.2f %9.0f",
                m.engine(),
                m.threads(),
                m.batchSize(),
                ms.total(),
                ms.forward(),
                ms.backward(),
                ms.optimiser(),
                m.inputSpikesPerSample(),
                m.hiddenSpikesPerSample(),
                m.synapticOpsPerSecond() / 1e9,
                m.peakHeapMB());
    }
}
