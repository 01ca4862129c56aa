package dev.backspike.api.problem;

import dev.backspike.common.json.SpecError;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/** Creates problem documents. They echo names and values of a request, so their size is bounded here. */
final class Problems {

    /** The most errors in one problem document. */
    static final int MOST_ERRORS = 100;

    /** The most characters of a text. */
    static final int MOST_CHARACTERS = 2000;

    private Problems() {}

    static ProblemDetail of(HttpStatusCode status, String code, String detail, List<SpecError> errors) {
        return withCode(ProblemDetail.forStatusAndDetail(status, detail), code, errors);
    }

    static ProblemDetail withCode(ProblemDetail problem, String code, List<SpecError> errors) {
        problem.setType(URI.create("urn:backspike:problem:" + code));
        problem.setProperty("code", code);
        problem.setProperty(
                "errors",
                errors.stream().limit(MOST_ERRORS).map(Problems::bounded).toList());
        String detail = problem.getDetail();
        if (detail != null) {
            problem.setDetail(shortened(detail) + leftOut(errors.size() - MOST_ERRORS));
        }
        return problem;
    }

    private static String leftOut(int errors) {
        return errors <= 0 ? "" : "; the first " + MOST_ERRORS + " errors are listed, " + errors + " more are not";
    }

    private static SpecError bounded(SpecError error) {
        return new SpecError(shortened(error.pointer()), shortened(error.message()));
    }

    /** The beginning and the end of a long text, as the end of a pointer or of a message often says most. */
    static String shortened(String text) {
        if (text.length() <= MOST_CHARACTERS) {
            return text;
        }
        int end = MOST_CHARACTERS / 4;
        int start = MOST_CHARACTERS - end;
        return text.substring(0, start) + " … " + text.substring(text.length() - end);
    }
}
