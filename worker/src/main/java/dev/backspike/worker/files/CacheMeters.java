package dev.backspike.worker.files;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The metrics {@code backspike.worker.cache} of a cache of fetched files. */
public final class CacheMeters {

    private final Counter hits;
    private final Counter misses;
    private final Counter fetched;
    private final Counter evictions;
    private volatile long bytes;

    public CacheMeters(MeterRegistry registry) {
        hits = requests("hit", registry);
        misses = requests("miss", registry);
        fetched = Counter.builder("backspike.worker.cache.fetched")
                .description("Bytes of uploaded files that the worker has fetched from the service")
                .baseUnit("bytes")
                .register(registry);
        evictions = Counter.builder("backspike.worker.cache.evictions")
                .description("Files that the worker has deleted from the cache of fetched files to make room")
                .register(registry);
        Gauge.builder("backspike.worker.cache.size", this, m -> m.bytes)
                .description("Size of the cache of fetched files, which the workers of a machine may share; 0 before"
                        + " the first file is needed")
                .baseUnit("bytes")
                .register(registry);
    }

    private static Counter requests(String result, MeterRegistry registry) {
        return Counter.builder("backspike.worker.cache.requests")
                .description("Uploaded files that attempts needed, by whether the cache of fetched files had them")
                .tag("result", result)
                .register(registry);
    }

    void hit() {
        hits.increment();
    }

    void missed() {
        misses.increment();
    }

    void fetched(long count) {
        fetched.increment((double) count);
    }

    void evicted() {
        evictions.increment();
    }

    void size(long now) {
        bytes = now;
    }
}
