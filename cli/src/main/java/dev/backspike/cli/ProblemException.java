package dev.backspike.cli;

/** The service answered a request with an error. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.describe());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
