package dev.backspike.common.protocol;

import dev.backspike.common.id.WorkerName;
import java.util.List;

/**
 * @param worker name of the worker, unique among the connected ones
 * @param device what it computes on, such as {@code cpu}
 * @param threads how many threads it computes with
 * @param freeSlots how many more attempts it can take now
 * @param held every attempt it is working on; their leases are renewed
 * @param waitMillis how long to wait for work, at most 20 000 and a quarter of the lease
 */
public record LeaseRequest(
        WorkerName worker, String device, int threads, int freeSlots, List<AttemptId> held, long waitMillis) {

    public LeaseRequest {
        held = List.copyOf(held);
    }
}
