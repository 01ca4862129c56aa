package dev.backspike.api.problem;

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
    private final String code;
    private final String detail;
    private final transient List<SpecError> errors;
    private final @Nullable Duration retryAfter;

    /** @param code stable word for programs, such as {@code job-ended} */
    public ProblemException(HttpStatus status, String code, String detail, List<SpecError> errors) {
        this(status, code, detail, errors, null);
    }

    private ProblemException(
            HttpStatus status, String code, String detail, List<SpecError> errors, @Nullable Duration retryAfter) {
        super(code + ": " + detail);
        this.status = status;
        this.code = code;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    public ProblemException(HttpStatus status, String code, String detail) {
        this(status, code, detail, List.of());
    }

    public static ProblemException jobNotFound(JobId id) {
        return new ProblemException(HttpStatus.NOT_FOUND, "job-not-found", "there is no job " + id);
    }

    /** A query parameter or header that cannot be used. */
    public static ProblemException badParameter(String name, String message) {
        return new ProblemException(HttpStatus.BAD_REQUEST, "bad-parameter", name + " " + message);
    }

    /** @param retryAfter when it is worth another try */
    public static ProblemException tooManyRequests(String code, String detail, Duration retryAfter) {
        return new ProblemException(HttpStatus.TOO_MANY_REQUESTS, code, detail, List.of(), retryAfter);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    String detail() {
        return detail;
    }

    /** Null if nobody can say. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    List<SpecError> errors() {
        return errors;
    }
}
