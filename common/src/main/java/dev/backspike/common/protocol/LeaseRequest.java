package dev.backspike.common.protocol;

import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of a worker for attempts, which also renews its leases.
 *
 * @param worker name of the worker, unique among the connected ones
 * @param device the device that it computes on, such as {@code cpu}
 * @param threads number of threads per attempt
 * @param freeSlots number of further attempts that it can run now; 0 with none held is how a worker leaves, which makes
 *     the service answer another request of it that waits for work
 * @param held every attempt that it is running, with one replica or more; their leases are renewed
 * @param waitMillis how long to wait for work, at most 20,000 and a quarter of the lease
 * @param memory memory that its attempts share; null if unknown, in which case it may receive any job
 * @param job the only job that the worker leases attempts of; null for a worker that leases any
 * @param gang what it offers to gangs; null for a worker that runs attempts of one replica only
 */
public record LeaseRequest(
        WorkerName worker,
        String device,
        int threads,
        int freeSlots,
        List<AttemptId> held,
        long waitMillis,
        @Nullable WorkerMemory memory,
        @Nullable JobId job,
        @Nullable GangOffer gang) {

    public LeaseRequest {
        held = List.copyOf(held);
    }

    /** The request of a worker that takes any job and does not say what memory it has. */
    public LeaseRequest(
            WorkerName worker, String device, int threads, int freeSlots, List<AttemptId> held, long waitMillis) {
        this(worker, device, threads, freeSlots, held, waitMillis, null, null, null);
    }
}
