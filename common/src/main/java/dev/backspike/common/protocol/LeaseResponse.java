package dev.backspike.common.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param grants attempts that are now leased to the worker
 * @param cancels held attempts that the worker must stop and report {@link AttemptEvent.Cancelled} for
 * @param pauses held attempts for which the worker must store a checkpoint, stop and report {@link AttemptEvent.Paused}
 *     for
 * @param releases held attempts for which the worker must store a checkpoint, stop and report
 *     {@link AttemptEvent.Released} for
 * @param lost held attempts that are no longer leased to the worker; it stops them and writes nothing more
 * @param leaseMillis duration of a lease from this response on
 * @param renewMillis interval of renewals
 * @param outcome why the job named in the request needs no worker; null while it may need one, and without such a job
 */
public record LeaseResponse(
        List<Grant> grants,
        List<AttemptId> cancels,
        List<AttemptId> pauses,
        List<AttemptId> releases,
        List<AttemptId> lost,
        long leaseMillis,
        long renewMillis,
        @Nullable JobOutcome outcome) {

    public LeaseResponse {
        grants = List.copyOf(grants);
        cancels = List.copyOf(cancels);
        pauses = List.copyOf(pauses);
        releases = List.copyOf(releases);
        lost = List.copyOf(lost);
    }

    /** The answer to a worker that takes any job. */
    public LeaseResponse(
            List<Grant> grants,
            List<AttemptId> cancels,
            List<AttemptId> pauses,
            List<AttemptId> releases,
            List<AttemptId> lost,
            long leaseMillis,
            long renewMillis) {
        this(grants, cancels, pauses, releases, lost, leaseMillis, renewMillis, null);
    }
}
