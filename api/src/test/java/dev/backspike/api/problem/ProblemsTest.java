package dev.backspike.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.json.SpecError;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

class ProblemsTest {

    @Test
    void manyErrorsAreCountedAndTheFirstOfThemListed() {
        List<SpecError> errors = IntStream.range(0, 70_000)
                .mapToObj(k -> new SpecError("/k" + k, "is unknown"))
                .toList();

        ProblemDetail problem = Problems.of(HttpStatus.UNPROCESSABLE_CONTENT, "c", "70000 errors", errors);

        assertThat(problem.getDetail()).isEqualTo("70000 errors; the first 100 errors are listed, 69900 more are not");
        assertThat(errorsOf(problem)).hasSize(100).endsWith(new SpecError("/k99", "is unknown"));
    }

    @Test
    void longNamesAreShortenedInTheMiddle() {
        String name = "a".repeat(1_000_000);

        ProblemDetail problem = Problems.of(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "c",
                "there is no " + name + " here",
                List.of(new SpecError("/" + name + "/x", name)));

        assertThat(problem.getDetail())
                .startsWith("there is no aaa")
                .endsWith("aaa here")
                .hasSizeLessThan(2010);
        assertThat(errorsOf(problem).getFirst().pointer())
                .startsWith("/aaa")
                .endsWith("aaa/x")
                .hasSizeLessThan(2010);
        assertThat(errorsOf(problem).getFirst().message()).contains(" … ").hasSizeLessThan(2010);
    }

    @Test
    void whatIsShortStaysAsItIs() {
        SpecError error = new SpecError("/a", "is wrong");

        ProblemDetail problem = Problems.of(HttpStatus.BAD_REQUEST, "c", "detail", List.of(error));

        assertThat(problem.getDetail()).isEqualTo("detail");
        assertThat(errorsOf(problem)).containsExactly(error);
    }

    @SuppressWarnings("unchecked")
    private static List<SpecError> errorsOf(ProblemDetail problem) {
        return (List<SpecError>) Objects.requireNonNull(
                Objects.requireNonNull(problem.getProperties()).get("errors"));
    }
}
