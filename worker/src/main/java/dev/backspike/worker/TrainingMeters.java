package dev.backspike.worker;

import dev.backspike.engine.DeviceMemory;
import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.Engine;
import dev.backspike.engine.Gpu;
import dev.backspike.engine.PhaseTimes;
import dev.backspike.engine.training.PhaseListener;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The metrics of a worker: {@code backspike.worker.samples} (trained), {@code backspike.worker.samples.per.second},
 * {@code backspike.worker.phase}, the time of each phase, tagged by its name, and for each GPU
 * {@code backspike.device.memory.used} and {@code .total} in bytes, tagged by its number. All attempts of the worker
 * share them.
 */
final class TrainingMeters implements PhaseListener {

    /** Time of training after which the memory of a GPU is looked at again. */
    private static final double WINDOW_NANOS = 1e9;

    private final Counter samples;
    private final Timer forward;
    private final Timer backward;
    private final Timer optimise;
    private final Timer reduce;
    private final Timer evaluate;
    private final SampleRate rate = new SampleRate();
    private final Clock clock;
    private final Map<Integer, GpuMemory> memories = new HashMap<>();

    /** The memory of a GPU when an engine on it last trained for a while. */
    private static final class GpuMemory {
        private long windowNanos;
        private volatile DeviceMemory last;

        GpuMemory(long total) {
            last = new DeviceMemory(0, total);
        }
    }

    /** @param gpus that the worker trains on */
    TrainingMeters(MeterRegistry registry, List<Gpu> gpus) {
        clock = registry.config().clock();
        samples = Counter.builder("backspike.worker.samples")
                .description("Samples trained on")
                .register(registry);
        Gauge.builder("backspike.worker.samples.per.second", rate, SampleRate::perSecond)
                .description(
                        "Samples that all attempts of the worker train on per second, during the last second of training")
                .register(registry);
        // A worker without a GPU shows one without memory, so that its metrics have the same names.
        (gpus.isEmpty() ? List.of(new Gpu(0, "", 0)) : gpus).forEach(gpu -> memory(gpu, registry));
        forward = phase("forward", registry);
        backward = phase("backward", registry);
        optimise = phase("optimise", registry);
        reduce = phase("reduce", registry);
        evaluate = phase("evaluate", registry);
    }

    private void memory(Gpu gpu, MeterRegistry registry) {
        GpuMemory memory = new GpuMemory(gpu.memory());
        memories.put(gpu.index(), memory);
        String number = String.valueOf(gpu.index());
        Gauge.builder("backspike.device.memory.used", memory, m -> m.last.used())
                .description("Memory of a GPU in use, by all processes; 0 before the worker uses it")
                .tag("gpu", number)
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("backspike.device.memory.total", memory, m -> m.last.total())
                .description("Total memory of a GPU, by its number among those that the worker sees; 0 without one")
                .tag("gpu", number)
                .baseUnit("bytes")
                .register(registry);
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
        rate.add(count, nanos, clock.monotonicTime());
        if (engine instanceof DeviceTelemetry device) {
            look(device, nanos);
        }
    }

    private void look(DeviceTelemetry device, long nanos) {
        GpuMemory memory = Objects.requireNonNull(memories.get(device.gpu().index()), "a GPU of another worker");
        memory.windowNanos += nanos;
        if (memory.windowNanos >= WINDOW_NANOS) {
            memory.windowNanos = 0;
            memory.last = device.deviceMemory();
        }
    }

    @Override
    public void evaluated(long nanos) {
        evaluate.record(nanos, TimeUnit.NANOSECONDS);
    }
}
