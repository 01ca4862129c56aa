package dev.backspike.api.problem;

import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.JobId;
import dev.backspike.common.json.SpecError;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A request that is refused, with what the user should read. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final ProblemCode code;
    private final String detail;
    private final transient List<SpecError> errors;
    private final @Nullable Duration retryAfter;

    public ProblemException(HttpStatus status, ProblemCode code, String detail, List<SpecError> errors) {
        this(status, code, detail, errors, null);
    }

    private ProblemException(
            HttpStatus status, ProblemCode code, String detail, List<SpecError> errors, @Nullable Duration retryAfter) {
        super(code.word() + ": " + detail);
        this.status = status;
        this.code = code;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    public ProblemException(HttpStatus status, ProblemCode code, String detail) {
        this(status, code, detail, List.of());
    }

    public static ProblemException jobNotFound(JobId id) {
        return new ProblemException(HttpStatus.NOT_FOUND, ProblemCode.JOB_NOT_FOUND, "there is no job " + id);
    }

    /** A query parameter or header that cannot be used. */
    public static ProblemException badParameter(String name, String message) {
        return new ProblemException(HttpStatus.BAD_REQUEST, ProblemCode.BAD_PARAMETER, name + " " + message);
    }

    /** @param retryAfter after which a retry may succeed */
    public static ProblemException tooManyRequests(ProblemCode code, String detail, Duration retryAfter) {
        return new ProblemException(HttpStatus.TOO_MANY_REQUESTS, code, detail, List.of(), retryAfter);
    }

    public HttpStatus status() {
        return status;
    }

    public ProblemCode code() {
        return code;
    }

    String detail() {
        return detail;
    }

    /** Null if unknown. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    List<SpecError> errors() {
        return errors;
    }
}
