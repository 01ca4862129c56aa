package dev.backspike.api.dispatch;

import dev.backspike.api.job.StateReason;

/** Why queued jobs wait, where workers are launched for each of them. */
public interface LaunchReasons {

    StateReason whyQueued(String jobId);
}
