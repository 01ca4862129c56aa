package dev.backspike.api.inspection;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The processes that read uploaded files and run networks for validation.
 *
 * @param mode where inspections run: {@code process} for child processes, or {@code embedded} for the process of the
 *     service, without limits on time and memory
 * @param processes largest number of inspections that run at a time; others wait for their turn
 * @param heap heap of each process; if empty, a quarter of the machine's memory and at most 4 GB
 * @param timeout how long an inspection may take, and how long a request waits for its turn
 * @param uses number of inspections after which a process is replaced by a new one
 */
@ConfigurationProperties("backspike.inspection")
record InspectionProperties(
        @DefaultValue("process") Mode mode,
        @DefaultValue("2") int processes,
        @Nullable DataSize heap,
        @DefaultValue("60s") Duration timeout,
        @DefaultValue("200") int uses) {

    private static final int MOST_PROCESSES = 64;
    private static final DataSize LEAST_HEAP = DataSize.ofMegabytes(64);
    private static final DataSize MOST_HEAP_BY_DEFAULT = DataSize.ofGigabytes(4);

    enum Mode {
        PROCESS,
        EMBEDDED
    }

    InspectionProperties {
        require(processes >= 1 && processes <= MOST_PROCESSES, "processes", "1 to " + MOST_PROCESSES, processes);
        require(heap == null || heap.compareTo(LEAST_HEAP) >= 0, "heap", "at least " + LEAST_HEAP, heap);
        require(timeout.isPositive(), "timeout", "a time above 0, such as 60s", timeout);
        require(uses >= 1, "uses", "at least 1", uses);
    }

    DataSize heapOrDefault() {
        if (heap != null) {
            return heap;
        }
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine) {
            long quarter = Math.max(LEAST_HEAP.toBytes(), machine.getTotalMemorySize() / 4);
            return DataSize.ofBytes(Math.min(quarter, MOST_HEAP_BY_DEFAULT.toBytes()));
        }
        return MOST_HEAP_BY_DEFAULT;
    }

    private static void require(boolean holds, String property, String expected, @Nullable Object actual) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "backspike.inspection." + property + " must be " + expected + ", was " + actual);
        }
    }
}
