package dev.backspike.engine.cuda.driver;

import dev.backspike.engine.PhaseTimes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long the device works on kernels, phase by phase: it marks the start and the end of each launch, and the host
 * reads the difference when it has waited for the device anyway. The host's own clock would show how long it takes to
 * queue.
 */
public final class KernelClock implements AutoCloseable {

    private enum Phase {
        FORWARD,
        BACKWARD,
        OPTIMISE;

        static Phase of(String kernel) {
            return switch (kernel) {
                case "forward" -> FORWARD;
                case "adjoint", "gather" -> BACKWARD;
                default -> OPTIMISE;
            };
        }
    }

    private record Launch(Phase phase, CudaEvent start, CudaEvent end) {}

    private final Map<Phase, Double> nanos = new EnumMap<>(Phase.class);
    private final Deque<Launch> running = new ArrayDeque<>();
    private final Deque<CudaEvent> spare = new ArrayDeque<>();

    /**
     * Times a launch. One that fails leaves nothing to read: an event that the device never reaches would only hide the
     * cause at the next {@link #collect}.
     */
    void time(String kernel, CudaStream stream, Runnable launch) {
        CudaEvent start = event();
        CudaEvent end = event();
        try {
            start.record(stream);
            launch.run();
            end.record(stream);
        } catch (RuntimeException e) {
            spare.add(start);
            spare.add(end);
            throw e;
        }
        running.addLast(new Launch(Phase.of(kernel), start, end));
    }

    /** Reads the events; call it when all launches have ended on the device. */
    public void collect() {
        while (!running.isEmpty()) {
            Launch launch = running.removeFirst();
            spare.add(launch.start());
            spare.add(launch.end());
            nanos.merge(launch.phase(), 1e6 * launch.start().millisecondsTo(launch.end()), Double::sum);
        }
    }

    /** The times of all launches collected since the last call. */
    public PhaseTimes take() {
        PhaseTimes times = new PhaseTimes(take(Phase.FORWARD), take(Phase.BACKWARD), take(Phase.OPTIMISE));
        nanos.clear();
        return times;
    }

    private long take(Phase phase) {
        return Math.round(nanos.getOrDefault(phase, 0.0));
    }

    private CudaEvent event() {
        CudaEvent event = spare.poll();
        return event == null ? CudaEvent.timed() : event;
    }

    @Override
    public void close() {
        running.forEach(launch -> {
            spare.add(launch.start());
            spare.add(launch.end());
        });
        running.clear();
        while (!spare.isEmpty()) {
            spare.remove().close();
        }
    }
}
