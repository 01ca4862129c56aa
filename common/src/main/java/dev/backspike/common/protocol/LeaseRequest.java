package dev.backspike.common.protocol;

import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param worker name of the worker, unique among the connected ones
 * @param device what it computes on, such as {@code cpu}
 * @param threads how many threads it computes with
 * @param freeSlots how many more attempts it can take now
 * @param held every attempt it is working on; their leases are renewed
 * @param waitMillis how long to wait for work, at most 20 000 and a quarter of the lease
 * @param memory what its attempts share; null if it does not say, and then any job is handed to it
 * @param job the only job that the worker takes attempts of; null for a worker that takes any
 */
public record LeaseRequest(
        WorkerName worker,
        String device,
        int threads,
        int freeSlots,
        List<AttemptId> held,
        long waitMillis,
        @Nullable WorkerMemory memory,
        @Nullable JobId job) {

    public LeaseRequest {
        held = List.copyOf(held);
    }

    /** The request of a worker that takes any job and does not say what memory it has. */
    public LeaseRequest(
            WorkerName worker, String device, int threads, int freeSlots, List<AttemptId> held, long waitMillis) {
        this(worker, device, threads, freeSlots, held, waitMillis, null, null);
    }
}
