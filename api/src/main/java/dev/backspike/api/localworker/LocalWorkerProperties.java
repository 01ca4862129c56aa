package dev.backspike.api.localworker;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The process of the worker that the service starts; {@code backspike.worker} configures the worker itself.
 *
 * @param heap heap of the service's worker process; if empty, a quarter of the machine's memory
 * @param aotCache start-up cache of the JVM for the service's worker process ({@code -XX:AOTCache}), which
 *     {@code ./backspike} sets; a file that does not exist, or belongs to another build, has no effect
 */
@ConfigurationProperties("backspike.worker.process")
record LocalWorkerProperties(
        @Nullable DataSize heap, @Nullable Path aotCache) {

    private static final DataSize LEAST = DataSize.ofMegabytes(64);

    LocalWorkerProperties {
        if (heap != null && heap.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(
                    "backspike.worker.process.heap must be at least " + LEAST.toMegabytes() + "MB, was " + heap);
        }
    }
}
