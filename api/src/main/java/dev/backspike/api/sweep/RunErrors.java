package dev.backspike.api.sweep;

import dev.backspike.common.json.SpecError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the errors of the runs of a sweep as errors of the sweep's fields, each reported once. */
final class RunErrors {

    private static final int MOST = 100;

    private final SweepSpec spec;
    /** The numbers of the runs that have each error. */
    private final Map<SpecError, List<Integer>> runs = new LinkedHashMap<>();

    RunErrors(SweepSpec spec) {
        this.spec = spec;
    }

    void add(Run run, List<SpecError> ofRun) {
        for (SpecError error : ofRun) {
            addAtField(run, atSweepField(spec, error));
        }
    }

    /** @param error its pointer points into the sweep */
    void addAtField(Run run, SpecError error) {
        runs.computeIfAbsent(error, _ -> new ArrayList<>()).add(run.number());
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** @param ofRuns number of runs of the sweep; an error of all runs is reported without run numbers */
    List<SpecError> all(int ofRuns) {
        List<SpecError> all = new ArrayList<>();
        runs.forEach((error, with) -> {
            String where = with.size() == ofRuns
                    ? ""
                    : " (run " + with.getFirst() + (with.size() == 1 ? ")" : " and " + (with.size() - 1) + " more)");
            all.add(new SpecError(error.pointer(), error.message() + where));
        });
        return all.subList(0, Math.min(MOST, all.size()));
    }

    /** Translates an error of a run's specification to the field of the sweep that causes it. */
    static SpecError atSweepField(SweepSpec spec, SpecError ofRun) {
        return new SpecError(pointer(spec, ofRun.pointer()), ofRun.message());
    }

    private static String pointer(SweepSpec spec, String inRun) {
        if (inRun.equals("/name")) {
            return inRun;
        }
        for (Map.Entry<String, String> set : spec.replicates().pointers().entrySet()) {
            if ((inRun + "/").startsWith(set.getKey() + "/")) {
                return set.getValue();
            }
        }
        for (String parameter : spec.parameters().keySet()) {
            boolean within = (inRun + "/").startsWith(parameter + "/");
            boolean onItsWay = parameter.startsWith(inRun + "/") && !inRun.isEmpty();
            if (within || (onItsWay && spec.base().at(inRun).isMissingNode())) {
                return SweepRules.parameter(parameter);
            }
        }
        return "/base" + inRun;
    }
}
