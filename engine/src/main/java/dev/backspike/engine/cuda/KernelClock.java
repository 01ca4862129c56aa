package dev.backspike.engine.cuda;

import dev.backspike.engine.PhaseTimes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * How long the device works on kernels, phase by phase: it marks the start and the end of each launch, and the host
 * reads the difference when it has waited for the device anyway. The host's own clock would show how long it takes to
 * queue.
 */
final class KernelClock implements AutoCloseable {

    private enum Phase {
        FORWARD,
        ADJOINT,
        GATHER,
        OPTIMISE;

        static Phase of(String kernel) {
            return switch (kernel) {
                case "forward" -> FORWARD;
                case "adjoint" -> ADJOINT;
                case "gather" -> GATHER;
                default -> OPTIMISE;
            };
        }
    }

    private record Launch(Phase phase, CUevent start, CUevent end) {}

    private final Map<Phase, Double> nanos = new EnumMap<>(Phase.class);
    private final Deque<Launch> running = new ArrayDeque<>();
    private final Deque<CUevent> spare = new ArrayDeque<>();

    void start(String kernel, CUstream stream) {
        Launch launch = new Launch(Phase.of(kernel), event(), event());
        running.addLast(launch);
        record(launch.start(), stream);
    }

    void stop(CUstream stream) {
        record(running.getLast().end(), stream);
    }

    /** To be called when the device has come to the end of all launches. */
    void collect() {
        float[] ms = new float[1];
        while (!running.isEmpty()) {
            Launch launch = running.removeFirst();
            spare.add(launch.start());
            spare.add(launch.end());
            Device.check(
                    JCudaDriver.cuEventElapsedTime(ms, launch.start(), launch.end()), "reading the device's clock");
            nanos.merge(launch.phase(), 1e6 * ms[0], Double::sum);
        }
    }

    /** Of all that was collected since the last call. */
    PhaseTimes take() {
        PhaseTimes times =
                new PhaseTimes(take(Phase.FORWARD), take(Phase.ADJOINT), take(Phase.GATHER), take(Phase.OPTIMISE));
        nanos.clear();
        return times;
    }

    private long take(Phase phase) {
        return Math.round(nanos.getOrDefault(phase, 0.0));
    }

    private CUevent event() {
        CUevent event = spare.poll();
        if (event == null) {
            event = new CUevent();
            Device.check(JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DEFAULT), "making an event");
        }
        return event;
    }

    private static void record(CUevent event, CUstream stream) {
        Device.check(JCudaDriver.cuEventRecord(event, stream), "recording an event");
    }

    @Override
    public void close() {
        running.forEach(launch -> {
            spare.add(launch.start());
            spare.add(launch.end());
        });
        running.clear();
        while (!spare.isEmpty()) {
            Device.check(JCudaDriver.cuEventDestroy(spare.remove()), "ending an event");
        }
    }
}
