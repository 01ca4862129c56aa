package dev.backspike.api.inspection;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionRequest;

/**
 * Sends requests to {@link Inspections} and translates failures: a document that exceeds a limit or crashes its process
 * is rejected with 422; an inspection that could not take place is answered with 503.
 */
final class InspectionClient {

    private final Inspections inspections;
    private final InspectionProperties limits;

    InspectionClient(Inspections inspections, InspectionProperties limits) {
        this.inspections = inspections;
        this.limits = limits;
    }

    /** @throws ProblemException if there is no answer */
    InspectionAnswer ask(InspectionRequest request) {
        try {
            return inspections.ask(request);
        } catch (InspectionFailedException e) {
            throw switch (e.kind()) {
                case TIMED_OUT ->
                    new ProblemException(
                            ProblemCode.INSPECTION_TIMEOUT,
                            "reading and checking it takes longer than the "
                                    + limits.timeout().toSeconds() + " s that an inspection may take");
                case OUT_OF_MEMORY -> outOfMemory();
                case CRASHED ->
                    new ProblemException(
                            ProblemCode.INSPECTION_CRASHED,
                            "the process that read and checked it crashed, so it is rejected");
                case KILLED ->
                    new ProblemException(
                            ProblemCode.INSPECTION_INTERRUPTED,
                            "the process that read and checked it was ended by the system");
                case NOT_STARTED ->
                    new ProblemException(
                            ProblemCode.INSPECTION_UNAVAILABLE,
                            "no process for inspections can be started; the service's log" + " says why");
                case BUSY ->
                    new ProblemException(
                            ProblemCode.INSPECTION_BUSY,
                            "all " + limits.processes() + " inspection processes are busy; retry the request");
            };
        }
    }

    /** Returns the exception for an answer that does not fit the request. */
    RuntimeException refusal(InspectionAnswer answer) {
        return switch (answer) {
            case InspectionAnswer.OutOfMemory _ -> outOfMemory();
            case InspectionAnswer.TooDeep _ ->
                new ProblemException(
                        ProblemCode.INSPECTION_NESTING, "it is nested deeper than an inspection can follow");
            case InspectionAnswer.Failed(String trace) -> new IllegalStateException("an inspection failed: " + trace);
            default -> new IllegalStateException("an inspection answered " + answer);
        };
    }

    private ProblemException outOfMemory() {
        return new ProblemException(
                ProblemCode.INSPECTION_MEMORY,
                "reading and checking it needs more than the "
                        + limits.heapOrDefault().toMegabytes()
                        + " MB that an inspection may use (backspike.inspection.heap)");
    }
}
