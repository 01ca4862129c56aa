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
 * What a worker says to the api. Every write carries (job, attempt) and the worker's name, which are checked in the
 * transaction of the write: who writes for an attempt that has been superseded, has ended or is another's gets a
 * {@link StaleAttemptException} (409 over HTTP) and must stop. What is wrong in itself gets a {@link RefusedException}
 * (422); asking again would not help.
 */
@HttpExchange(url = "/api/v1/worker", accept = MediaType.APPLICATION_JSON_VALUE)
public interface WorkerApi {

    /** Carries the name of the worker where the body is a file. */
    String WORKER_HEADER = "Backspike-Worker";

    /**
     * Asks for work and renews what the worker holds. Waits up to {@link LeaseRequest#waitMillis()} for work when there
     * is room and none is queued. A request that names a job is granted attempts of that job only, and is answered at
     * once when the job needs no worker.
     *
     * @throws RefusedException if the request is malformed, or names a job that this worker cannot run
     */
    @PostExchange(url = "/lease", contentType = MediaType.APPLICATION_JSON_VALUE)
    LeaseResponse lease(@RequestBody LeaseRequest request);

    /**
     * Delivers events. Each is stored once, in the order of its sequence number: what was delivered before is skipped,
     * so sending a batch again is harmless.
     *
     * @throws StaleAttemptException if the attempt is no longer the worker's to write for
     */
    @PostExchange(url = "/report", contentType = MediaType.APPLICATION_JSON_VALUE)
    ReportResponse report(@RequestBody Report report);

    /**
     * Stores a file of the attempt, whole or not at all; storing a name again replaces it.
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
     * Takes in the file of a checkpoint. It is nobody's until {@link AttemptEvent.Checkpointed} is reported, which
     * makes it visible in the transaction of the event; one that is never reported is swept away.
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
     * The content of a file that the attempt's grant names. The receiver checks its hash.
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
