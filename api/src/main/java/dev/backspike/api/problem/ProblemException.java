package dev.backspike.api.problem;

import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.JobId;
import dev.backspike.common.json.SpecError;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Rejects a request; the answer is a problem document with the status of the code. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final String detail;
    private final transient List<SpecError> errors;
    private final @Nullable Duration retryAfter;

    private ProblemException(ProblemCode code, String detail, List<SpecError> errors, @Nullable Duration retryAfter) {
        super(code.word() + ": " + detail);
        this.code = code;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /** @param errors the fields at fault */
    public ProblemException(ProblemCode code, String detail, List<SpecError> errors) {
        this(code, detail, errors, null);
    }

    public ProblemException(ProblemCode code, String detail) {
        this(code, detail, List.of());
    }

    public static ProblemException jobNotFound(JobId id) {
        return new ProblemException(ProblemCode.JOB_NOT_FOUND, "there is no job " + id);
    }

    /** Returns the exception for an invalid query parameter or header. */
    public static ProblemException badParameter(String name, String message) {
        return new ProblemException(ProblemCode.BAD_PARAMETER, name + " " + message);
    }

    /**
     * Returns the exception for an exhausted limit or quota.
     *
     * @param retryAfter delay after which a retry may succeed
     */
    public static ProblemException tooManyRequests(ProblemCode code, String detail, Duration retryAfter) {
        return new ProblemException(code, detail, List.of(), retryAfter);
    }

    public HttpStatus status() {
        return HttpStatus.valueOf(code.status());
    }

    public ProblemCode code() {
        return code;
    }

    String detail() {
        return detail;
    }

    /** Returns the delay after which a retry may succeed; null if unknown. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    List<SpecError> errors() {
        return errors;
    }
}
