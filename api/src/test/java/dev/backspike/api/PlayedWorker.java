package dev.backspike.api;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Checkpointed;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.ReportResponse;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StoredArtifact;
import dev.backspike.common.protocol.WorkerApi;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A worker as a test plays it: says what it is told to, and counts its events. */
public final class PlayedWorker {

    private static final long PATIENCE_MILLIS = 10_000;

    private final WorkerApi api;
    private final WorkerName name;
    private final Map<AttemptId, Long> sequence = new HashMap<>();

    public PlayedWorker(WorkerApi api, String name) {
        this.api = api;
        this.name = new WorkerName(name);
    }

    public List<Grant> lease(int freeSlots, List<AttemptId> held) {
        return lease(freeSlots, held, 0);
    }

    /** The next job in line, which must be there, if perhaps locked for a moment by who tidies up after its attempt. */
    public Grant take() {
        return lease(1, List.of(), PATIENCE_MILLIS).getFirst();
    }

    private List<Grant> lease(int freeSlots, List<AttemptId> held, long waitMillis) {
        return api.lease(new LeaseRequest(name, "cpu", 1, freeSlots, held, waitMillis))
                .grants();
    }

    public ReportResponse tell(AttemptId attempt, AttemptEvent event) {
        long next = sequence.getOrDefault(attempt, 0L) + 1;
        ReportResponse answer =
                api.report(new Report(name, attempt, List.of(new SequencedEvent(next, Instant.EPOCH, event))));
        sequence.put(attempt, next);
        return answer;
    }

    /** One step an epoch: a point of {@code train.loss}. */
    public void measure(AttemptId attempt, int step, double loss) {
        tell(attempt, new Measured(step, step, Map.of("train.loss", loss)));
    }

    /** Stores a file with this content and makes it the checkpoint of the step. */
    public StoredArtifact save(AttemptId attempt, int step, String content, double loss) {
        StoredArtifact file = upload(attempt, content);
        tell(attempt, new Checkpointed(step, step, file.sha256(), file.bytes(), Map.of("train.loss", loss)));
        return file;
    }

    /** Stores a file for good, such as the model. */
    public StoredArtifact store(AttemptId attempt, String file, String content) {
        return api.storeArtifact(
                name, attempt.jobId(), attempt.number(), new FileName(file), content.getBytes(StandardCharsets.UTF_8));
    }

    public StoredArtifact upload(AttemptId attempt, String content) {
        return api.storeCheckpoint(name, attempt.jobId(), attempt.number(), content.getBytes(StandardCharsets.UTF_8));
    }
}
