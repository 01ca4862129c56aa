package dev.backspike.worker.training;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * What the worker counts for its operator: {@code backspike.worker.samples} (trained), and
 * {@code backspike.worker.phase}, the time of each phase, tagged by its name.
 */
final class TrainingMeters {

    private final Counter samples;
    private final Timer forward;
    private final Timer adjoint;
    private final Timer gather;
    private final Timer optimise;
    private final Timer evaluate;

    TrainingMeters(MeterRegistry registry) {
        samples = Counter.builder("backspike.worker.samples")
                .description("Samples trained on")
                .register(registry);
        forward = phase("forward", registry);
        adjoint = phase("adjoint", registry);
        gather = phase("gather", registry);
        optimise = phase("optimise", registry);
        evaluate = phase("evaluate", registry);
    }

    private static Timer phase(String name, MeterRegistry registry) {
        return Timer.builder("backspike.worker.phase")
                .description("Time in each phase of training, per batch")
                .tag("phase", name)
                .register(registry);
    }

    /** The times are the ends of the phases, in order, as {@link System#nanoTime()} gives them. */
    void trained(int count, long start, long afterForward, long afterAdjoint, long afterGather, long afterOptimise) {
        samples.increment(count);
        forward.record(afterForward - start, TimeUnit.NANOSECONDS);
        adjoint.record(afterAdjoint - afterForward, TimeUnit.NANOSECONDS);
        gather.record(afterGather - afterAdjoint, TimeUnit.NANOSECONDS);
        optimise.record(afterOptimise - afterGather, TimeUnit.NANOSECONDS);
    }

    void evaluated(long nanos) {
        evaluate.record(nanos, TimeUnit.NANOSECONDS);
    }
}
