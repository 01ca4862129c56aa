package dev.backspike.engine.model.nir;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.text.Shown;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Exception;
import dev.backspike.engine.hdf5.Hdf5Group;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one node. Errors in them are added to the problems of the file, and reading continues with what the
 * field could have been.
 */
final class NirFields {

    private static final double[] MISSING = {1};

    private final String name;
    private final String type;
    private final Hdf5Group group;
    private final NirProblems problems;
    private final NirNotes notes;
    /** Fields that the node may have. Those listed here follow from its parameters, and tools write them as well. */
    private final Set<String> known = new HashSet<>(Set.of("type", "metadata", "input_type", "output_type"));

    /** @param name as messages show it */
    NirFields(String name, String type, Hdf5Group group, NirProblems problems, NirNotes notes) {
        this.name = name;
        this.type = type;
        this.group = group;
        this.problems = problems;
        this.notes = notes;
    }

    /** The text of a data set of one text, else null. */
    static @Nullable String text(@Nullable Hdf5Dataset dataset) {
        return dataset == null || !dataset.type().isText() || dataset.elements() != 1
                ? null
                : dataset.all().texts()[0];
    }

    boolean has(String field) {
        return group.names().contains(field);
    }

    /** The field's type and shape, or that it is missing. */
    String described(String field) {
        return group.child(field) instanceof Hdf5Dataset dataset
                ? dataset.type() + " of shape " + Arrays.toString(dataset.shape())
                : "missing";
    }

    /** Accepts fields whose values do not change the network. */
    void ignore(String... fields) {
        known.addAll(List.of(fields));
    }

    /** Whole numbers above 0. */
    long[] shape(String field) {
        double[] numbers = numbers(field);
        if (Arrays.stream(numbers).anyMatch(n -> n < 1 || n != Math.rint(n) || n > Integer.MAX_VALUE)) {
            problem(
                    field,
                    "must be whole numbers from 1, was "
                            + Arrays.toString(Arrays.copyOf(numbers, Math.min(8, numbers.length))));
            return new long[] {1};
        }
        return Arrays.stream(numbers).mapToLong(n -> (long) n).toArray();
    }

    /** A value for each neuron, in the order of the array whatever its dimensions, or one for all. */
    double[] values(String field) {
        return numbers(field);
    }

    double[] values(String field, DoublePredicate allowed, String rule) {
        double[] values = numbers(field);
        for (int k = 0; k < values.length; k++) {
            if (!allowed.test(values[k])) {
                problem(field, rule + ", was " + values[k] + at(values, k));
                return MISSING;
            }
        }
        return values;
    }

    /** @param meaning of the assumed value, for the user */
    double[] values(String field, double assumed, String meaning) {
        if (has(field)) {
            return numbers(field);
        }
        known.add(field);
        notes.assume(
                ImportNoteCode.FIELD_ASSUMED,
                name,
                "node " + name + " has no " + field + "; " + assumed + " is assumed, " + meaning);
        return new double[] {assumed};
    }

    /**
     * Leading dimensions of 1 are left out.
     *
     * @return null if there is no such matrix, which is added to the problems then
     */
    double @Nullable [][] matrix(String field) {
        Hdf5Dataset dataset = dataset(field);
        if (dataset == null) {
            return null;
        }
        long[] shape = dataset.shape();
        int first = 0;
        while (shape.length - first > 2 && shape[first] == 1) {
            first++;
        }
        if (shape.length - first != 2 || shape[first] == 0 || shape[first + 1] == 0) {
            problem(field, "must be a matrix, was of shape " + Arrays.toString(shape));
            return null;
        }
        double[] values = numbers(field);
        int columns = (int) shape[first + 1];
        if (values.length != shape[first] * columns) {
            return null;
        }
        double[][] rows = new double[values.length / columns][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
        }
        return rows;
    }

    private double[] numbers(String field) {
        Hdf5Dataset dataset = dataset(field);
        if (dataset == null) {
            return MISSING;
        }
        if (!dataset.type().isNumber()) {
            problem(field, "must be numbers, was " + dataset.type());
            return MISSING;
        }
        try {
            double[] values = dataset.all().reals();
            for (int k = 0; k < values.length; k++) {
                if (!Double.isFinite(values[k])) {
                    problem(field, "must be finite, was " + values[k] + at(values, k));
                    return MISSING;
                }
            }
            if (values.length == 0) {
                problem(field, "has no values; its shape is " + Arrays.toString(dataset.shape()));
                return MISSING;
            }
            return values;
        } catch (Hdf5Exception e) {
            problem(field, "cannot be read: " + e.getMessage());
            return MISSING;
        }
    }

    private static String at(double[] values, int index) {
        return values.length == 1 ? "" : " at index " + index;
    }

    private @Nullable Hdf5Dataset dataset(String field) {
        known.add(field);
        try {
            if (group.child(field) instanceof Hdf5Dataset dataset) {
                return dataset;
            }
            problem(field, "is missing");
        } catch (Hdf5Exception e) {
            problem(field, "cannot be read: " + e.getMessage());
        }
        return null;
    }

    /** Adds a problem for each field that nothing asked for. */
    void requireAllKnown() {
        for (String field : group.names()) {
            if (!known.contains(field)) {
                problem(Shown.name(field), "is no field of this type");
            }
        }
    }

    void problem(String field, String problem) {
        problems.add(path() + "/" + field, "node " + name + " of type " + type + ": " + field + " " + problem);
    }

    /** The whole node cannot be imported. */
    void refuse(String reason) {
        problems.add(path(), "node " + name + " of type " + type + " cannot be imported: " + reason);
    }

    private String path() {
        return "/" + group.path();
    }
}
