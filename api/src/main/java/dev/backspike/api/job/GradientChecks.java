package dev.backspike.api.job;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.inspection.GradientReport;
import dev.backspike.engine.inspection.JobInspector;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** Runs gradient checks one at a time, as each occupies a processor for seconds. */
@Component
class GradientChecks {

    private final JobInspector inspector;
    private final Semaphore turn = new Semaphore(1);

    GradientChecks(JobInspector inspector) {
        this.inspector = inspector;
    }

    /** @throws ProblemException if another check is running */
    GradientReport check(JobSpec resolved) {
        if (!turn.tryAcquire()) {
            throw new ProblemException(
                    ProblemCode.GRADIENT_CHECK_BUSY, "another gradient check is running; retry in a few seconds");
        }
        try {
            return inspector.checkGradients(resolved);
        } finally {
            turn.release();
        }
    }
}
