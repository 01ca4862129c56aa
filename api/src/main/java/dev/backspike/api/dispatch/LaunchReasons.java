package dev.backspike.api.dispatch;

import dev.backspike.api.job.StateReason;

/** Why queued jobs of one replica wait, where a worker is launched for each of them. */
public interface LaunchReasons {

    StateReason whyQueued(String jobId);
}
