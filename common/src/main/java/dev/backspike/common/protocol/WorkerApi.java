package dev.backspike.common.protocol;

import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;

/**
 * The requests of a worker to the service. Every write carries the attempt and the name of the worker, which are
 * checked in the transaction of the write: a worker that writes for an attempt that has ended, was superseded or is
 * leased to another worker receives a {@link StaleAttemptException} (409 over HTTP) and must stop. An invalid request
 * receives a {@link RefusedException} (422); a retry would not help.
 */
@HttpExchange(url = "/api/v1/worker", accept = MediaType.APPLICATION_JSON_VALUE)
public interface WorkerApi {

    /** Header with the name of the worker, for requests whose body is a file. */
    String WORKER_HEADER = "Backspike-Worker";

    /**
     * Requests attempts and renews the leases of the worker. Waits up to {@link LeaseRequest#waitMillis()} if the
     * worker has free slots and no job is queued. A request that names a job receives attempts of that job only, and is
     * answered at once if the job needs no worker.
     *
     * @throws RefusedException if the request is malformed, or names a job that this worker cannot run
     */
    @PostExchange(url = "/lease", contentType = MediaType.APPLICATION_JSON_VALUE)
    LeaseResponse lease(@RequestBody LeaseRequest request);

    /**
     * Delivers events. Each is stored exactly once, in the order of sequence numbers: events delivered before are
     * skipped, so resending is harmless. A replica of another rank than 0 delivers no event, or one that says why the
     * attempt has failed; the first end that is reported is that of the attempt.
     *
     * @throws StaleAttemptException if the attempt is no longer leased to the worker
     */
    @PostExchange(url = "/report", contentType = MediaType.APPLICATION_JSON_VALUE)
    ReportResponse report(@RequestBody Report report);

    /**
     * Ends the attempts of a worker whose process has ended without handing them back. Their failures follow from the
     * exit status; of several attempts, the service finds out which one is to be charged. Sent by the parent of the
     * process, and harmless if the worker has no attempts left.
     *
     * @throws RefusedException if the exit status is none
     */
    @PostExchange(url = "/ended", contentType = MediaType.APPLICATION_JSON_VALUE)
    void ended(@RequestBody WorkerEnded end);

    /**
     * Stores a file of the attempt atomically; storing the same name again replaces the file.
     *
     * @param name such as {@code model.safetensors}
     * @throws StaleAttemptException if the attempt is no longer the worker's to write for
     */
    @PutExchange(
            url = "/attempts/{jobId}/{attempt}/artifacts/{name}",
            contentType = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    StoredArtifact storeArtifact(
            @RequestHeader(WORKER_HEADER) WorkerName worker,
            @PathVariable("jobId") JobId jobId,
            @PathVariable("attempt") int attempt,
            @PathVariable("name") FileName name,
            @RequestBody byte[] content);

    /**
     * Stores the file of a checkpoint. The checkpoint becomes visible in the transaction of the
     * {@link AttemptEvent.Checkpointed} event that reports it; the file of a checkpoint that is never reported is
     * deleted later.
     *
     * @throws StaleAttemptException if the attempt is no longer the worker's to write for
     */
    @PutExchange(url = "/attempts/{jobId}/{attempt}/checkpoint", contentType = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    StoredArtifact storeCheckpoint(
            @RequestHeader(WORKER_HEADER) WorkerName worker,
            @PathVariable("jobId") JobId jobId,
            @PathVariable("attempt") int attempt,
            @RequestBody byte[] content);

    /**
     * Returns the content of a file that the attempt's grant names. The receiver verifies its hash.
     *
     * @throws StaleAttemptException if the attempt is no longer the worker's
     */
    @GetExchange(
            url = "/attempts/{jobId}/{attempt}/files/{sha256}",
            accept = {MediaType.APPLICATION_OCTET_STREAM_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
    byte[] loadFile(
            @RequestHeader(WORKER_HEADER) WorkerName worker,
            @PathVariable("jobId") JobId jobId,
            @PathVariable("attempt") int attempt,
            @PathVariable("sha256") Sha256 sha256);
}
