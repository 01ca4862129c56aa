package dev.backspike.api.artifact;

import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.JobId;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/jobs/{id}/checkpoints")
class CheckpointController {

    private final CheckpointLog log;
    private final StoredContents files;
    private final JobQueue queue;
    private final TransactionTemplate transaction;

    CheckpointController(CheckpointLog log, StoredContents files, JobQueue queue, TransactionTemplate transaction) {
        this.log = log;
        this.files = files;
        this.queue = queue;
        this.transaction = transaction;
    }

    record CheckpointList(List<Checkpoint> checkpoints) {}

    /** Checkpoints that are kept, oldest first. */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    CheckpointList list(@PathVariable JobId id) {
        if (queue.status(id).isEmpty()) {
            throw ProblemException.jobNotFound(id);
        }
        return new CheckpointList(log.ofJob(id));
    }

    /** A checkpoint that is kept. */
    @GetMapping(path = "/{number:[^:]+}", produces = MediaType.APPLICATION_JSON_VALUE)
    Checkpoint get(@PathVariable JobId id, @PathVariable int number) {
        return existing(id, number);
    }

    /** The file: safetensors with parameters, optimiser moments and all else that going on needs. */
    @GetMapping(path = "/{number}/content", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> content(@PathVariable JobId id, @PathVariable int number) {
        Checkpoint checkpoint = existing(id, number);
        ContentDisposition name = ContentDisposition.attachment()
                .filename(id + "-" + number + ".safetensors")
                .build();
        return ResponseEntity.ok()
                .eTag("\"" + checkpoint.sha256() + "\"")
                .header(HttpHeaders.CONTENT_DISPOSITION, name.toString())
                .body(files.resource(id, checkpoint.sha256(), "checkpoint " + number + " of job " + id));
    }

    /** Keeps a checkpoint, however many newer ones there are. */
    @PostMapping(path = "/{number}:pin", produces = MediaType.APPLICATION_JSON_VALUE)
    Checkpoint pin(@PathVariable JobId id, @PathVariable int number) {
        return pin(id, number, true);
    }

    /** Leaves it to the job's rule again, which applies when the next checkpoint is stored. */
    @PostMapping(path = "/{number}:unpin", produces = MediaType.APPLICATION_JSON_VALUE)
    Checkpoint unpin(@PathVariable JobId id, @PathVariable int number) {
        return pin(id, number, false);
    }

    private Checkpoint pin(JobId id, int number, boolean pinned) {
        // Under the job's lock, as the checkpoint may be about to be removed.
        transaction.executeWithoutResult(_ -> {
            LockedJob job = queue.lockOwned(id);
            log.pin(existing(job.id(), number), pinned);
        });
        return existing(id, number);
    }

    private Checkpoint existing(JobId id, int number) {
        if (queue.status(id).isEmpty()) {
            throw ProblemException.jobNotFound(id);
        }
        return log.find(id, number)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.CHECKPOINT_NOT_FOUND,
                        "job " + id + " has no checkpoint " + number + "; it may have given way to newer ones"));
    }
}
