package dev.backspike.api.launcher.kubernetes;

import dev.backspike.api.dispatch.LaunchReasons;
import dev.backspike.api.job.StateReason;
import dev.backspike.common.code.ReasonCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why queued jobs wait for their workers, as of the latest pass of the {@link Launcher}. */
final class Launches implements LaunchReasons {

    private final int maxJobs;
    /** Null before the first pass. */
    private volatile @Nullable Map<String, StateReason> reasons;

    Launches(int maxJobs) {
        this.maxJobs = maxJobs;
    }

    void are(Map<String, StateReason> byJob) {
        reasons = Map.copyOf(byJob);
    }

    @Override
    public StateReason whyQueued(String jobId) {
        Map<String, StateReason> known = reasons;
        StateReason reason = known == null ? null : known.get(jobId);
        if (reason != null) {
            return reason;
        }
        return known == null || known.size() < maxJobs
                ? new StateReason(ReasonCode.LAUNCHING, "a worker is about to be launched")
                : limit();
    }

    StateReason limit() {
        return new StateReason(
                ReasonCode.LAUNCH_LIMIT,
                maxJobs + " workers are launched at a time (backspike.launcher.kubernetes.max-jobs); other jobs are"
                        + " ahead");
    }
}
