package dev.backspike.api.problem;

import dev.backspike.common.json.SpecError;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/** Fills problem documents. */
final class Problems {

    private Problems() {}

    static ProblemDetail of(HttpStatusCode status, String code, String detail, List<SpecError> errors) {
        return withCode(ProblemDetail.forStatusAndDetail(status, detail), code, errors);
    }

    static ProblemDetail withCode(ProblemDetail problem, String code, List<SpecError> errors) {
        problem.setType(URI.create("urn:backspike:problem:" + code));
        problem.setProperty("code", code);
        problem.setProperty("errors", errors);
        return problem;
    }
}
