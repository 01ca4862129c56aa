package dev.backspike.common.code;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The {@code code} of a problem document: what is wrong with a request. A problem that its HTTP status describes
 * completely has the words of the status instead, such as {@code method-not-allowed}.
 */
public enum ProblemCode {
    /** The token is for one attempt of one job, and the request of the worker is for something else. */
    ATTEMPT_TOKEN(403),
    /**
     * An event reported by a worker has an invalid field. Run the worker and the service from the same release, and
     * check the worker's clock.
     */
    BAD_EVENT(422),
    /** The name of a data set or of a file is invalid; the detail states the rule. Choose another name. */
    BAD_FILE_NAME(400, 422),
    /** A field of the request must be the id of a job and is not. Use an id that the service has returned. */
    BAD_JOB_ID(422),
    /** A query parameter or a header has an invalid value; the detail names it and the values allowed. */
    BAD_PARAMETER(400),
    /** A field of the request must be a SHA-256 hash in 64 lower-case hexadecimal digits. */
    BAD_SHA256(422),
    /** The name, device, threads or slots that a worker states are invalid; the detail states the rule. */
    BAD_WORKER(422),
    /** The body exceeds the size limit of the request. Send a smaller one, or raise {@code backspike.limits.*}. */
    BODY_TOO_LARGE(413),
    /** The body arrived too slowly. Retry over a faster connection. */
    BODY_TOO_SLOW(408),
    /**
     * The job has no checkpoint with this number; newer checkpoints may have replaced it. List the checkpoints of the
     * job.
     */
    CHECKPOINT_NOT_FOUND(404),
    /**
     * The service cannot reach its database, or the database has no space left. Retry after the time in
     * {@code Retry-After}.
     */
    DATABASE_UNAVAILABLE(503),
    /** No file has been uploaded to a data set with this name. */
    DATASET_NOT_FOUND(404),
    /**
     * The webhook has no delivery with this id; completed deliveries are deleted after {@code backspike.webhooks.keep}.
     */
    DELIVERY_NOT_FOUND(404),
    /** A worker reported two values of a metric series at the same step. This is a defect of the worker. */
    DUPLICATE_POINT(422),
    /** A worker reported an event after the one that ended the attempt. This is a defect of the worker. */
    EVENT_AFTER_END(422),
    /**
     * A report does not continue where the last one ended; the worker must resend from the event that the detail names.
     */
    EVENT_GAP(422),
    /** Another evaluation, prediction or recording is running. Retry in a few seconds. */
    EVALUATION_BUSY(503),
    /** The job has no evaluation with this number; the oldest give way to new ones. List the evaluations of the job. */
    EVALUATION_NOT_FOUND(404),
    /** A stored file no longer has the content that was stored. Restore it from a backup; status 422 is for workers. */
    FILE_DAMAGED(500, 422),
    /** A file with this name but another content has been uploaded before. Delete it first, or choose another name. */
    FILE_DIFFERS(409),
    /** A job that has not ended needs the file. Cancel the job or wait until it has ended. */
    FILE_IN_USE(409),
    /** A stored file has disappeared. Restore it from a backup; status 422 is for workers. */
    FILE_MISSING(410, 422),
    /** There is no uploaded file with this name or hash. */
    FILE_NOT_FOUND(404),
    /**
     * A service without tokens accepts requests addressed to localhost or 127.0.0.1 only. Use one of these, or set
     * {@code backspike.security.mode=tokens}.
     */
    FOREIGN_HOST(403),
    /**
     * A service without tokens rejects requests from web pages of other sites. Set
     * {@code backspike.security.mode=tokens}.
     */
    FOREIGN_ORIGIN(403),
    /** Another gradient check is running. Retry in a few seconds. */
    GRADIENT_CHECK_BUSY(429),
    /** The idempotency key was used before with a different body. Use a new key for a new submission. */
    IDEMPOTENCY_KEY_REUSED(422),
    /** All inspection processes are busy. Retry, or raise {@code backspike.inspection.processes}. */
    INSPECTION_BUSY(503),
    /** The process that read the document or file crashed. Check the file with the tool that wrote it. */
    INSPECTION_CRASHED(422),
    /** The operating system ended the process that inspected the document or file. Retry. */
    INSPECTION_INTERRUPTED(503),
    /**
     * Inspecting the document or file needs more memory than allowed. Make it smaller, or raise
     * {@code backspike.inspection.heap}.
     */
    INSPECTION_MEMORY(422),
    /** The document or file is nested too deeply. Flatten it. */
    INSPECTION_NESTING(422),
    /**
     * Inspecting the document or file takes longer than allowed. Make it smaller, or raise
     * {@code backspike.inspection.timeout}.
     */
    INSPECTION_TIMEOUT(422),
    /** No inspection process can be started. The log of the service names the cause. */
    INSPECTION_UNAVAILABLE(503),
    /**
     * The service failed unexpectedly. Its log has the details under the {@code incident} of the response; please
     * report them.
     */
    INTERNAL_ERROR(500),
    /** The service is shutting down while the request waits. Retry. */
    INTERRUPTED(503),
    /** The uploaded file is not a valid data or model file; the detail names the defect. Nothing is stored. */
    INVALID_DATA_FILE(422),
    /** The evaluation, prediction or recording has errors; {@code errors} names each field and the remedy. */
    INVALID_EVALUATION(422),
    /** The job specification has errors; {@code errors} names each field and the remedy. */
    INVALID_SPEC(422),
    /** The sweep has errors; {@code errors} names each field and the remedy. */
    INVALID_SWEEP(422),
    /** The request to create a token has errors; {@code errors} names each field and the remedy. */
    INVALID_TOKEN(422),
    /** The request to create a webhook has errors; {@code errors} names each field and the remedy. */
    INVALID_WEBHOOK(422),
    /** The job has ended, so it cannot be cancelled. */
    JOB_ENDED(409),
    /** The job has not ended, so it cannot be deleted. Cancel it first. */
    JOB_NOT_ENDED(409),
    /** There is no job with this id; it may have been deleted. */
    JOB_NOT_FOUND(404),
    /**
     * You have as many open jobs as {@code backspike.quotas.open-jobs} allows. Wait until jobs have ended, or cancel
     * some.
     */
    JOB_QUOTA(429),
    /** The body is not valid JSON; {@code errors} gives the position. */
    MALFORMED_JSON(400),
    /** The job has not succeeded, so it has no model yet. */
    MODEL_NOT_READY(404),
    /** The request needs a token with the scope {@code admin}. */
    NOT_ADMIN(403),
    /** The resource belongs to another user; only its owner or an admin can change it. */
    NOT_OWNER(403),
    /** The job succeeded without storing a model in this format. */
    NO_MODEL(404),
    /** The network cannot be read from the uploaded file; the detail names the cause. */
    NO_NETWORK(422),
    /**
     * The network of the job cannot be expressed in NIR; the detail names the cause. Download the model as safetensors.
     */
    NO_NIR_MODEL(404),
    /** The model of the job cannot be expressed in safetensors; the detail names the cause. */
    NO_SAFETENSORS_MODEL(404),
    /** The uploaded file is a model, which has no samples. */
    NO_SAMPLES(422),
    /** The job has no usable checkpoint with the number in the request. List the checkpoints of the job. */
    NO_SUCH_CHECKPOINT(422),
    /** A worker requested a file that does not belong to its job. This is a defect of the worker. */
    NO_SUCH_FILE(422),
    /** The resource has changed since the client read the tag in {@code If-Match}. Read it again and decide anew. */
    PRECONDITION_FAILED(412),
    /**
     * The service rejected a request of a worker with a code that the worker does not know. Run both from the same
     * release.
     */
    REFUSED(422),
    /** There is no resource at this path. */
    RESOURCE_NOT_FOUND(404),
    /** The uploaded file has no sample with this number; the detail states the range. */
    SAMPLE_NOT_FOUND(404),
    /** The token lacks the scope that the request needs; the detail names both. */
    SCOPE_MISSING(403),
    /** The attempt is no longer the current one of its job, or belongs to another worker. The worker must stop it. */
    STALE_ATTEMPT(409),
    /**
     * The data directory cannot store the upload, for example because the disk is full. Delete uploads, or ask the
     * operator.
     */
    STORAGE_FAILED(507),
    /** The service cannot reach the store of artifacts. Retry after the time in {@code Retry-After}. */
    STORAGE_UNAVAILABLE(503),
    /** All runs of the sweep have ended, so the action has no effect. */
    SWEEP_ENDED(409),
    /** A run of the sweep has not ended, so the sweep cannot be deleted. Cancel it first. */
    SWEEP_NOT_ENDED(409),
    /** There is no sweep with this id; it may have been deleted. */
    SWEEP_NOT_FOUND(404),
    /** The token is unknown, expired or revoked. Ask an admin for a new one. */
    TOKEN_INVALID(401),
    /** The request needs a token. Send it as {@code Authorization: Bearer TOKEN}. */
    TOKEN_MISSING(401),
    /** There is no token with this id. */
    TOKEN_NOT_FOUND(404),
    /**
     * The token has used up its requests per minute. Retry after the time in {@code Retry-After}, and follow jobs by
     * their event streams.
     */
    TOO_MANY_REQUESTS(429),
    /**
     * The sweep has more runs than {@code backspike.sweeps.max-runs} allows. Vary fewer values, or draw configurations
     * at random.
     */
    TOO_MANY_RUNS(422),
    /**
     * The service serves as many event streams as {@code backspike.streams.max-subscribers} allows. Retry later, or
     * read the events as pages.
     */
    TOO_MANY_SUBSCRIBERS(503),
    /** The service has reached its limit of webhooks. Delete some. */
    TOO_MANY_WEBHOOKS(409),
    /** The body ended before the whole file had arrived. Nothing is stored; send it again. */
    UPLOAD_INCOMPLETE(400),
    /** Your uploads take as much space as {@code backspike.quotas.uploads} allows. Delete some. */
    UPLOAD_QUOTA(413),
    /** There is no webhook with this id. */
    WEBHOOK_NOT_FOUND(404),
    /** No worker with this name has connected recently or holds an attempt. */
    WORKER_NOT_FOUND(404),
    /** The job is in a state that does not allow the action; the detail names it. */
    WRONG_STATE(409);

    private final String word = CodeWord.of(this);
    private final int status;
    private final int otherStatus;

    ProblemCode(int status) {
        this(status, status);
    }

    /** @param otherStatus for some requests */
    ProblemCode(int status, int otherStatus) {
        this.status = status;
        this.otherStatus = otherStatus;
    }

    /** The code in JSON and in the database, such as {@code bad-event}. */
    public String word() {
        return word;
    }

    /** Returns the usual HTTP status of problems with this code. */
    public int status() {
        return status;
    }

    /** Returns all HTTP statuses of problems with this code, the usual one first. */
    public List<Integer> statuses() {
        return status == otherStatus ? List.of(status) : List.of(status, otherStatus);
    }

    /** Returns the code with this {@link #word}; empty if this release does not know it. */
    public static Optional<ProblemCode> ofWord(String word) {
        return Arrays.stream(values()).filter(code -> code.word.equals(word)).findFirst();
    }
}
