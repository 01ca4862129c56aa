package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Group;
import dev.backspike.engine.hdf5.Hdf5Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group for each sample, in the root or below {@code samples}: {@code times} in seconds and {@code units}, as lists
 * or as single rows or columns, and its label as a data set or an attribute of that name, unless the root has a data
 * set of labels for all. Samples are in the order of the number that their names end with, where all do, else in that
 * of the names.
 */
record SpikeGroups(Labels labels, List<Hdf5Group> groups) implements SpikeLayout {

    /** @return null if there are no such groups */
    static @Nullable SpikeGroups find(Hdf5Group root, long mostSamples) throws InvalidDataFileException {
        Hdf5Group below = root.group("samples");
        Hdf5Group parent = below == null ? root : below;
        List<Hdf5Group> groups = new ArrayList<>();
        List<Hdf5Group> incomplete = new ArrayList<>();
        for (String name : ordered(parent.names())) {
            if (parent.child(name) instanceof Hdf5Group group) {
                if (group.child("times") != null) {
                    groups.add(group);
                } else if (isSample(group)) {
                    incomplete.add(group);
                }
            }
        }
        if (groups.isEmpty()) {
            return null;
        }
        if (!incomplete.isEmpty()) {
            throw new InvalidDataFileException(
                    "has a group " + incomplete.getFirst().path() + " without times, unlike "
                            + groups.getFirst().path() + "; give a sample without a spike empty times and units");
        }
        return new SpikeGroups(labels(root, groups, mostSamples), List.copyOf(groups));
    }

    /** Whether a group is meant as a sample, though it has no times. */
    private static boolean isSample(Hdf5Group group) {
        return group.child("units") != null || group.child("label") != null || group.attribute("label") != null;
    }

    static List<String> ordered(List<String> names) {
        List<String> sorted = new ArrayList<>(names);
        boolean numbered = names.stream().allMatch(name -> name.matches(".*?[0-9]{1,18}"));
        sorted.sort(numbered ? Comparator.comparingLong(SpikeGroups::number) : Comparator.naturalOrder());
        return sorted;
    }

    private static long number(String name) {
        int from = name.length();
        while (from > 0 && name.length() - from < 18 && name.charAt(from - 1) >= '0' && name.charAt(from - 1) <= '9') {
            from--;
        }
        return Long.parseLong(name.substring(from));
    }

    private static Labels labels(Hdf5Group root, List<Hdf5Group> groups, long mostSamples)
            throws InvalidDataFileException {
        Hdf5Dataset all = root.dataset("labels");
        if (all != null) {
            Labels labels = Labels.read(all, mostSamples);
            if (labels.values().length != groups.size()) {
                throw new InvalidDataFileException("has " + labels.values().length + " labels, but " + groups.size()
                        + " groups of spikes; they must be as many");
            }
            return labels;
        }
        String[] texts = new String[groups.size()];
        int[] values = new int[groups.size()];
        Set<Map<Long, String>> members = new HashSet<>();
        int named = 0;
        for (int k = 0; k < values.length; k++) {
            Hdf5Dataset label = label(groups.get(k));
            if (label.type().isText()) {
                texts[k] = label.all().texts()[0];
                named++;
            } else {
                values[k] = Labels.single(label);
                members.add(Labels.members(label));
            }
        }
        if (named != 0 && named != values.length) {
            throw new InvalidDataFileException(
                    "has texts for some labels and numbers for others; write either of them for all");
        }
        if (members.size() > 1) {
            throw new InvalidDataFileException(
                    "has labels of different enumerations; write the label of each group with the same type");
        }
        return named == 0
                ? Labels.numbered(values, members.iterator().next())
                : Labels.named(texts, "groups with labels");
    }

    private static Hdf5Dataset label(Hdf5Group group) throws InvalidDataFileException {
        Hdf5Dataset label = group.dataset("label");
        if (label == null) {
            label = group.attribute("label");
        }
        if (label == null || label.elements() != 1) {
            throw new InvalidDataFileException("has a group " + group.path() + " "
                    + (label == null ? "without a label" : "with the label " + label.described())
                    + "; expected a data set or attribute label with one value");
        }
        return label;
    }

    @Override
    public void give(int from, int to, Samples receiver) throws InvalidDataFileException {
        for (int s = from; s < to; s++) {
            Hdf5Group group = groups.get(s);
            Hdf5Dataset times = SpikeLists.require(group, group.path() + "/", "times");
            Hdf5Dataset units = SpikeLists.require(group, group.path() + "/", "units");
            SpikeNumbers.requireReals(times.type(), times.described());
            SpikeNumbers.requireSeconds(times);
            SpikeNumbers.requireWholes(units.type(), units.described());
            receiver.give(
                    s,
                    SpikeNumbers.seconds(list(times).reals(), s),
                    SpikeNumbers.units(list(units).wholes(), s));
        }
    }

    private static Hdf5Values list(Hdf5Dataset dataset) throws InvalidDataFileException {
        long[] shape = dataset.shape();
        boolean flat = shape.length == 1 || (shape.length == 2 && (shape[0] == 1 || shape[1] == 1));
        if (!flat) {
            throw new InvalidDataFileException(
                    "has " + dataset.described() + "; expected one dimension, or a single row or column");
        }
        SpikeNumbers.requireSpikes(dataset, dataset.elements());
        return dataset.all();
    }
}
