package dev.backspike.engine.model.nir;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.file.ImportNote;
import dev.backspike.common.text.Shown;
import dev.backspike.engine.model.nir.NirPath.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Several inputs as one population, which has the neurons of all of them one after the other. This is exact where every
 * input has one Linear to each population that any of them leads to: side by side, they are one matrix.
 */
final class NirInputs {

    private final List<String> inputs;
    private final NirProblems problems;

    private NirInputs(List<String> inputs, NirProblems problems) {
        this.inputs = inputs;
        this.problems = problems;
    }

    /** The same paths if there is one input. The first of several stands for all, with the sum of their sizes. */
    static List<NirPath> merged(
            List<String> inputs,
            List<NirPath> paths,
            Map<String, Integer> sizes,
            NirProblems problems,
            NirNotes notes) {
        if (inputs.size() < 2) {
            return paths;
        }
        List<NirPath> merged = new NirInputs(inputs, problems).merge(paths);
        problems.requireNone();
        int first = 0;
        for (String input : inputs) {
            int size = Objects.requireNonNull(sizes.get(input), input);
            notes.assume(new ImportNote(
                    ImportNoteCode.INPUTS_MERGED,
                    Shown.name(input),
                    (double) first,
                    (double) first + size - 1,
                    "input " + Shown.name(input) + " has the channels " + first + " to " + (first + size - 1)
                            + " of the one input population"));
            first += size;
        }
        sizes.put(inputs.getFirst(), first);
        return merged;
    }

    private List<NirPath> merge(List<NirPath> paths) {
        Map<String, List<NirPath>> byTarget = new LinkedHashMap<>();
        List<NirPath> result = new ArrayList<>();
        List<NirPath> others = new ArrayList<>();
        for (NirPath path : paths) {
            if (inputs.contains(path.from())) {
                byTarget.computeIfAbsent(path.to(), _ -> new ArrayList<>()).add(path);
            } else {
                others.add(path);
            }
        }
        byTarget.forEach((target, arriving) -> {
            List<Part> parts = new ArrayList<>();
            for (String input : inputs) {
                List<NirPath> from = arriving.stream()
                        .filter(path -> path.from().equals(input))
                        .toList();
                if (from.size() == 1
                        && from.getFirst()
                                .synapse()
                                .node()
                                .equals(arriving.getFirst().synapse().node())) {
                    parts.addAll(from.getFirst().parts());
                } else {
                    problems.add(
                            NirGraphCheck.path(input),
                            "node " + Shown.name(input) + " of type Input is one of " + inputs.size()
                                    + " inputs and has " + from.size() + " Linear nodes to " + Shown.name(target)
                                    + ". A network here has one input population; several inputs can become one if each"
                                    + " has one Linear to every population that any of them leads to, into the same"
                                    + " synaptic current");
                }
            }
            if (parts.size() == inputs.size()) {
                result.add(new NirPath(
                        inputs.getFirst(), parts, arriving.getFirst().synapse(), target));
            }
        });
        result.addAll(others);
        return result;
    }
}
