package dev.backspike.common.code;

/**
 * What is wrong with a request: the {@code code} of a problem document. A problem that only its HTTP status describes
 * has the words of the status instead, such as {@code method-not-allowed}.
 */
public enum ProblemCode {
    BAD_ARTIFACT_NAME,
    BAD_EVENT,
    BAD_FILE_NAME,
    BAD_JOB_ID,
    BAD_PARAMETER,
    BAD_SHA256,
    BAD_WORKER,
    BODY_TOO_LARGE,
    CHECKPOINT_MISSING,
    CHECKPOINT_NOT_FOUND,
    DATASET_NOT_FOUND,
    DELIVERY_NOT_FOUND,
    DUPLICATE_POINT,
    EVENT_AFTER_END,
    EVENT_GAP,
    FILE_DIFFERS,
    FILE_IN_USE,
    FILE_MISSING,
    FILE_NOT_FOUND,
    FOREIGN_HOST,
    FOREIGN_ORIGIN,
    GRADIENT_CHECK_BUSY,
    IDEMPOTENCY_KEY_REUSED,
    INTERNAL_ERROR,
    INTERRUPTED,
    INVALID_DATA_FILE,
    INVALID_SPEC,
    INVALID_SWEEP,
    INVALID_TOKEN,
    INVALID_WEBHOOK,
    JOB_ENDED,
    JOB_NOT_ENDED,
    JOB_NOT_FOUND,
    JOB_QUOTA,
    MALFORMED_JSON,
    MODEL_NOT_READY,
    NOT_ADMIN,
    NOT_OWNER,
    NO_MODEL,
    NO_NETWORK,
    NO_NIR_MODEL,
    NO_SAFETENSORS_MODEL,
    NO_SUCH_CHECKPOINT,
    NO_SUCH_FILE,
    PRECONDITION_FAILED,
    REFUSED,
    RESOURCE_NOT_FOUND,
    SCOPE_MISSING,
    STALE_ATTEMPT,
    STORAGE_FAILED,
    SWEEP_ENDED,
    SWEEP_NOT_ENDED,
    SWEEP_NOT_FOUND,
    TOKEN_INVALID,
    TOKEN_MISSING,
    TOKEN_NOT_FOUND,
    TOO_MANY_REQUESTS,
    TOO_MANY_RUNS,
    TOO_MANY_SUBSCRIBERS,
    TOO_MANY_WEBHOOKS,
    UPLOAD_INCOMPLETE,
    UPLOAD_QUOTA,
    WEBHOOK_NOT_FOUND,
    WORKER_NOT_FOUND,
    WRONG_STATE;

    private final String word = Word.of(this);

    /** The code in JSON and in the database, such as {@code bad-artifact-name}. */
    public String word() {
        return word;
    }
}
