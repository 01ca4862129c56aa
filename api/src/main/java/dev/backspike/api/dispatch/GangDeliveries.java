package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.artifact.Checkpoints;
import dev.backspike.api.artifact.CopiedModels;
import dev.backspike.api.job.JobQueue;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.GangPlace;
import dev.backspike.common.protocol.Grant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells workers of the replicas that {@link GangGrants} has granted to them, each once. */
@Component
class GangDeliveries {

    private final CurrentCaller caller;
    private final JobQueue queue;
    private final Attempts attempts;
    private final Leases leases;
    private final Checkpoints checkpoints;
    private final CopiedModels initialModels;

    GangDeliveries(
            CurrentCaller caller,
            JobQueue queue,
            Attempts attempts,
            Leases leases,
            Checkpoints checkpoints,
            CopiedModels initialModels) {
        this.caller = caller;
        this.queue = queue;
        this.attempts = attempts;
        this.leases = leases;
        this.checkpoints = checkpoints;
        this.initialModels = initialModels;
    }

    List<Grant> deliver(WorkerName worker) {
        List<Grant> grants = new ArrayList<>();
        for (Leases.Held granted : leases.granted(worker, caller.name())) {
            // An attempt without a secret has ended meanwhile.
            attempts.gangSecret(granted.attempt())
                    .filter(_ -> leases.deliver(granted))
                    .ifPresent(secret -> grants.add(grant(granted, secret)));
        }
        return grants;
    }

    private Grant grant(Leases.Held granted, String secret) {
        AttemptId id = granted.attempt();
        Attempt.Origin origin = attempts.find(id).orElseThrow().origin();
        return new Grant(
                id,
                queue.specOf(id.jobId()),
                checkpoints.resumePoint(id.jobId(), origin.checkpoint()),
                initialModels.of(id.jobId()),
                new GangPlace(granted.rank(), leases.addresses(id), secret));
    }
}
