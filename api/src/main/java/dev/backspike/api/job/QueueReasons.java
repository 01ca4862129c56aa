package dev.backspike.api.job;

import dev.backspike.common.spec.ReplicasSpec;
import java.util.Collection;
import java.util.Map;

/** Explains why queued jobs wait. */
public interface QueueReasons {

    /**
     * @param device what the job asks for: {@code auto}, {@code cpu}, ...
     * @param memoryBytes what a worker must have free for a replica of it
     * @param replicas how many replicas it may have
     * @param suspect whether the memory is more than it needs by its estimate
     */
    record Queued(String id, String device, long memoryBytes, ReplicasSpec replicas, boolean suspect) {}

    /**
     * Reads the whole queue, once for all of the jobs.
     *
     * @return by id; without jobs that have left the queue meanwhile
     */
    Map<String, Waiting> whyQueued(Collection<Queued> jobs);

    /** Why a new job waits, without reading the queue. */
    Waiting whyQueued(Queued job);
}
