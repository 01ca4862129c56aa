package dev.backspike.worker;

import dev.backspike.engine.DeviceMemory;
import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.Engine;
import dev.backspike.engine.PhaseTimes;
import dev.backspike.engine.training.PhaseListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * The metrics of a worker: {@code backspike.worker.samples} (trained), {@code backspike.worker.samples.per.second},
 * {@code backspike.worker.phase}, the time of each phase, tagged by its name, and for a GPU
 * {@code backspike.device.memory.used} and {@code .total} in bytes. All attempts of the worker share them.
 */
final class TrainingMeters implements PhaseListener {

    /** Interval over which batches are summed before the gauges are updated. */
    private static final double WINDOW_NANOS = 1e9;

    private final Counter samples;
    private final Timer forward;
    private final Timer backward;
    private final Timer optimise;
    private final Timer reduce;
    private final Timer evaluate;
    private long windowNanos;
    private long windowSamples;
    private volatile double samplesPerSecond;
    private volatile DeviceMemory memory = new DeviceMemory(0, 0);

    TrainingMeters(MeterRegistry registry) {
        samples = Counter.builder("backspike.worker.samples")
                .description("Samples trained on")
                .register(registry);
        Gauge.builder("backspike.worker.samples.per.second", this, m -> m.samplesPerSecond)
                .description("Samples trained on per second, during the last second of training")
                .register(registry);
        Gauge.builder("backspike.device.memory.used", this, m -> m.memory.used())
                .description("Memory of the GPU in use, by all processes; 0 before a GPU is used")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("backspike.device.memory.total", this, m -> m.memory.total())
                .description("Total memory of the GPU; 0 before a GPU is used")
                .baseUnit("bytes")
                .register(registry);
        forward = phase("forward", registry);
        backward = phase("backward", registry);
        optimise = phase("optimise", registry);
        reduce = phase("reduce", registry);
        evaluate = phase("evaluate", registry);
    }

    private static Timer phase(String name, MeterRegistry registry) {
        return Timer.builder("backspike.worker.phase")
                .description("Time of each phase of training, per batch")
                .tag("phase", name)
                .register(registry);
    }

    @Override
    public synchronized void trained(int count, long nanos, PhaseTimes times, Engine engine) {
        samples.increment(count);
        forward.record(times.forward(), TimeUnit.NANOSECONDS);
        backward.record(times.backward(), TimeUnit.NANOSECONDS);
        optimise.record(times.optimise(), TimeUnit.NANOSECONDS);
        reduce.record(times.reduce(), TimeUnit.NANOSECONDS);
        windowNanos += nanos;
        windowSamples += count;
        if (windowNanos >= WINDOW_NANOS) {
            samplesPerSecond = windowSamples * 1e9 / windowNanos;
            windowNanos = 0;
            windowSamples = 0;
            if (engine instanceof DeviceTelemetry device) {
                memory = device.deviceMemory();
            }
        }
    }

    /** Total memory of the GPU in bytes; 0 before it is used, and without one. */
    long deviceBytes() {
        return memory.total();
    }

    @Override
    public void evaluated(long nanos) {
        evaluate.record(nanos, TimeUnit.NANOSECONDS);
    }
}
