package dev.backspike.api.sweep;

import dev.backspike.api.job.JobIntake;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.inspection.Inspection;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Validates a sweep with all its runs, each as if it were submitted individually. May read data files. */
@Component
class SweepInspection {

    /** @param inspection the inspection of the run's specification */
    record InspectedRun(Run run, Inspection inspection) {}

    /** @param rungs epochs after which runs are compared; empty without halving */
    record Inspected(SweepSpec spec, List<InspectedRun> runs, List<Integer> rungs) {

        int configurations() {
            return runs.getLast().run().configuration();
        }
    }

    private final SweepExpansion expansion;
    private final JobIntake intake;

    SweepInspection(SweepExpansion expansion, JobIntake intake) {
        this.expansion = expansion;
        this.intake = intake;
    }

    /** @throws ProblemException naming every error */
    Inspected inspect(JsonNode tree) {
        try {
            return inspect(SweepSpecReader.read(tree));
        } catch (InvalidSpecException e) {
            throw invalid(e.errors());
        }
    }

    private Inspected inspect(SweepSpec spec) {
        List<Run> runs = expansion.runs(spec);
        // All checks of all runs that need no data come before the first read of data.
        RunErrors errors = new RunErrors(spec);
        for (Run run : runs) {
            check(run, errors, () -> JobSpecParser.parse(run.spec()));
        }
        refuse(errors, runs);
        List<InspectedRun> inspected = new ArrayList<>();
        for (Run run : runs) {
            check(run, errors, () -> inspected.add(new InspectedRun(run, intake.inspect(run.spec()))));
        }
        refuse(errors, runs);
        inspected.forEach(run -> requireValidation(spec, run, errors));
        refuse(errors, runs);
        JobSpec first = inspected.getFirst().inspection().resolved();
        return new Inspected(spec, inspected, rungs(spec, first.training().epochs()));
    }

    private static void check(Run run, RunErrors errors, Runnable inspection) {
        try {
            inspection.run();
        } catch (InvalidSpecException e) {
            errors.add(run, e.errors());
        }
    }

    private static void requireValidation(SweepSpec spec, InspectedRun run, RunErrors errors) {
        String series = spec.objective().series();
        if (series.startsWith("validation.")
                && !run.inspection().resolved().dataset().validated()) {
            errors.addAtField(
                    run.run(),
                    new SpecError(
                            "/objective/series",
                            "is " + series + ", but there are no validation data; set /base/dataset/validation, or"
                                    + " replicate over folds or speakers"));
        }
    }

    private static List<Integer> rungs(SweepSpec spec, int epochs) {
        if (spec.halving() == null) {
            return List.of();
        }
        List<Integer> rungs = spec.halving().rungs(epochs);
        if (rungs.isEmpty()) {
            throw invalid(List.of(new SpecError(
                    "/halving/minEpochs",
                    "must be smaller than the " + epochs + " epochs of a run, was "
                            + spec.halving().minEpochs())));
        }
        return rungs;
    }

    private static void refuse(RunErrors errors, List<Run> runs) {
        if (!errors.isEmpty()) {
            throw invalid(errors.all(runs.size()));
        }
    }

    private static ProblemException invalid(List<SpecError> errors) {
        return new ProblemException(
                ProblemCode.INVALID_SWEEP,
                "the sweep has " + (errors.size() == 1 ? "an error" : errors.size() + " errors"),
                errors);
    }
}
