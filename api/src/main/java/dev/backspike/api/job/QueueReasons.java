package dev.backspike.api.job;

/** Says why a job waits; asked when a queued job is shown. */
public interface QueueReasons {

    /** @param device what the job asks for: {@code auto}, {@code cpu}, ... */
    StateReason whyQueued(String device);
}
