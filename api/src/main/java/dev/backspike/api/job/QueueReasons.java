package dev.backspike.api.job;

import java.util.Collection;
import java.util.Map;

/** Says why jobs wait; asked when queued jobs are shown. */
public interface QueueReasons {

    /** @param device what the job asks for: {@code auto}, {@code cpu}, ... */
    record Queued(String id, String device) {}

    /**
     * Looks through the whole queue, once for all of the jobs.
     *
     * @return by id; without those that have left the queue meanwhile
     */
    Map<String, Waiting> whyQueued(Collection<Queued> jobs);

    /** What can be said of a new job without looking at the queue. */
    Waiting whyQueued(String device);
}
