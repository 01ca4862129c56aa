package dev.backspike.engine.model.nir;

import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Group;
import dev.backspike.engine.hdf5.Hdf5Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one node strictly: a field that is missing, of another shape than its neighbours, or unknown is an error. */
final class NirFields {

    private final String name;
    private final Hdf5Group group;
    private final String type;
    private final Set<String> known = new HashSet<>(Set.of("type", "metadata"));

    /** @param name for messages */
    NirFields(String name, Hdf5Group group) {
        this.name = name;
        this.group = group;
        String text = text(group.dataset("type"));
        if (text == null) {
            throw new NirException(name + " has no type");
        }
        this.type = text;
    }

    String type() {
        return type;
    }

    NirNode node() {
        NirNode node = switch (type) {
            case "Input" -> new NirNode.Input(size());
            case "Output" -> new NirNode.Output(size());
            case "Linear" -> new NirNode.Linear(matrix("weight"));
            case "Affine" -> affine();
            case "Delay" -> {
                double[] delay = vector("delay");
                if (Arrays.stream(delay).anyMatch(seconds -> seconds < 0)) {
                    throw refused("its delay is negative");
                }
                yield new NirNode.Delay(delay);
            }
            case "CubaLI" -> cuba(null);
            case "CubaLIF" -> {
                double[] vThreshold = vector("v_threshold");
                double[] vReset = has("v_reset") ? vector("v_reset") : new double[vThreshold.length];
                yield cuba(new NirNode.Spiking(vThreshold, vReset));
            }
            case "LIF", "LI" ->
                throw refused("its voltage jumps at an input spike, while synapses here are exponential; Cuba" + type
                        + " nodes can be imported");
            default -> throw refused("there is nothing like it here");
        };
        for (String field : group.names()) {
            if (!known.contains(field)) {
                throw refused("its field " + field + " is not known here");
            }
        }
        return node;
    }

    private NirNode.Cuba cuba(NirNode.@Nullable Spiking spiking) {
        double[] tauMem = vector("tau_mem");
        double[] ones = new double[tauMem.length];
        Arrays.fill(ones, 1);
        NirNode.Cuba cuba = new NirNode.Cuba(
                vector("tau_syn"),
                tauMem,
                vector("r"),
                vector("v_leak"),
                has("w_in") ? each("w_in", tauMem.length) : ones,
                spiking);
        boolean same = cuba.tauSyn().length == tauMem.length
                && cuba.r().length == tauMem.length
                && cuba.vLeak().length == tauMem.length
                && cuba.wIn().length == tauMem.length
                && (spiking == null
                        || (spiking.vThreshold().length == tauMem.length && spiking.vReset().length == tauMem.length));
        if (!same) {
            throw refused("its parameters are not all of the same shape");
        }
        return cuba;
    }

    private NirNode.Linear affine() {
        if (Arrays.stream(vector("bias")).anyMatch(b -> b != 0)) {
            throw refused("it has a bias, a constant current, which neurons here do not have");
        }
        return new NirNode.Linear(matrix("weight"));
    }

    /** The text of a data set of one text, else null. */
    static @Nullable String text(@Nullable Hdf5Dataset dataset) {
        return dataset == null || !isText(dataset) || dataset.elements() != 1
                ? null
                : dataset.all().texts()[0];
    }

    private static boolean isText(Hdf5Dataset dataset) {
        return dataset.type() instanceof Hdf5Type.Text || dataset.type() instanceof Hdf5Type.LongText;
    }

    static boolean isNumber(Hdf5Dataset dataset) {
        return dataset.type() instanceof Hdf5Type.Real || dataset.type() instanceof Hdf5Type.Whole;
    }

    Hdf5Group group(String field) {
        if (group.child(field) instanceof Hdf5Group child) {
            return child;
        }
        throw new NirException(name + " has no group " + field);
    }

    /** Pairs of texts. */
    String[][] texts(String field) {
        Hdf5Dataset dataset = dataset(field);
        long[] shape = dataset.shape();
        if (isText(dataset) && shape.length == 2 && shape[1] == 2) {
            String[] flat = dataset.all().texts();
            String[][] texts = new String[flat.length / 2][];
            Arrays.setAll(texts, row -> new String[] {flat[2 * row], flat[2 * row + 1]});
            return texts;
        }
        throw new NirException("the " + field + " of " + name + " are not pairs of names");
    }

    private boolean has(String field) {
        return group.names().contains(field);
    }

    private int size() {
        double[] shape = vector("shape");
        if (shape.length != 1) {
            throw refused("its shape has " + shape.length + " dimensions; populations here have one");
        }
        return (int) shape[0];
    }

    private double[] vector(String field) {
        Hdf5Dataset dataset = dataset(field);
        if (dataset.shape().length != 1) {
            throw refused("its " + field + " has " + dataset.shape().length + " dimensions; populations here have one");
        }
        return numbers(field, dataset);
    }

    /** A vector, or one number for all. */
    private double[] each(String field, int size) {
        Hdf5Dataset dataset = dataset(field);
        if (dataset.shape().length == 0 && isNumber(dataset)) {
            double[] values = new double[size];
            Arrays.fill(values, numbers(field, dataset)[0]);
            return values;
        }
        return vector(field);
    }

    private double[][] matrix(String field) {
        Hdf5Dataset dataset = dataset(field);
        long[] dimensions = dataset.shape();
        if (dimensions.length != 2 || dimensions[0] == 0 || dimensions[1] == 0) {
            throw refused("its " + field + " is not a matrix, but of shape " + Arrays.toString(dimensions));
        }
        double[] values = numbers(field, dataset);
        int columns = (int) dimensions[1];
        double[][] rows = new double[values.length / columns][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
        }
        return rows;
    }

    private double[] numbers(String field, Hdf5Dataset dataset) {
        if (!isNumber(dataset)) {
            throw refused("its " + field + " is of a type that is not read here: " + dataset.type());
        }
        double[] values = dataset.all().reals();
        if (!Arrays.stream(values).allMatch(Double::isFinite)) {
            throw refused("its " + field + " has values that are not finite");
        }
        return values;
    }

    private Hdf5Dataset dataset(String field) {
        known.add(field);
        if (group.child(field) instanceof Hdf5Dataset dataset) {
            return dataset;
        }
        throw new NirException(name + " of type " + type + " has no field " + field);
    }

    private NirException refused(String reason) {
        return new NirException(name + " of type " + type + " cannot be imported: " + reason);
    }
}
