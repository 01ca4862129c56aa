package dev.backspike.engine.model.nir;

import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one node strictly: a field that is missing, of another shape than its neighbours, or unknown is an error. */
final class NirFields {

    private final String name;
    private final Group group;
    private final String type;
    private final Set<String> known = new HashSet<>(Set.of("type", "metadata"));

    /** @param name for messages */
    NirFields(String name, Group group) {
        this.name = name;
        this.group = group;
        if (!(group.getChild("type") instanceof Dataset dataset && dataset.getData() instanceof String text)) {
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
            case "Delay" -> new NirNode.Delay(vector("delay"));
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
        for (String field : group.getChildren().keySet()) {
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

    Group group(String field) {
        if (group.getChild(field) instanceof Group child) {
            return child;
        }
        throw new NirException(name + " has no group " + field);
    }

    /** A two-dimensional array of texts. */
    String[][] texts(String field) {
        if (dataset(field).getData() instanceof String[][] texts) {
            return texts;
        }
        throw new NirException("the " + field + " of " + name + " are not pairs of names");
    }

    private boolean has(String field) {
        return group.getChildren().containsKey(field);
    }

    private int size() {
        double[] shape = vector("shape");
        if (shape.length != 1) {
            throw refused("its shape has " + shape.length + " dimensions; populations here have one");
        }
        return (int) shape[0];
    }

    private double[] vector(String field) {
        Dataset dataset = dataset(field);
        if (dataset.getDimensions().length != 1) {
            throw refused("its " + field + " has " + dataset.getDimensions().length
                    + " dimensions; populations here have one");
        }
        return numbers(field, dataset);
    }

    /** A vector, or one number for all. */
    private double[] each(String field, int size) {
        Dataset dataset = dataset(field);
        if (dataset.isScalar() && dataset.getData() instanceof Number number) {
            double[] values = new double[size];
            Arrays.fill(values, number.doubleValue());
            return values;
        }
        return vector(field);
    }

    private double[][] matrix(String field) {
        Dataset dataset = dataset(field);
        int[] dimensions = dataset.getDimensions();
        if (dimensions.length != 2 || dimensions[0] == 0 || dimensions[1] == 0) {
            throw refused("its " + field + " is not a matrix, but of shape " + Arrays.toString(dimensions));
        }
        double[] values = numbers(field, dataset);
        double[][] rows = new double[dimensions[0]][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(values, row * dimensions[1], (row + 1) * dimensions[1]);
        }
        return rows;
    }

    private double[] numbers(String field, Dataset dataset) {
        double[] values = switch (dataset.getDataFlat()) {
            case double[] doubles -> doubles;
            case float[] floats -> {
                double[] wide = new double[floats.length];
                Arrays.setAll(wide, i -> floats[i]);
                yield wide;
            }
            case long[] longs -> Arrays.stream(longs).asDoubleStream().toArray();
            case int[] ints -> Arrays.stream(ints).asDoubleStream().toArray();
            case null, default -> throw refused("its " + field + " is of a type that is not read here");
        };
        if (!Arrays.stream(values).allMatch(Double::isFinite)) {
            throw refused("its " + field + " has values that are not finite");
        }
        return values;
    }

    private Dataset dataset(String field) {
        known.add(field);
        if (group.getChild(field) instanceof Dataset dataset) {
            return dataset;
        }
        throw new NirException(name + " of type " + type + " has no field " + field);
    }

    private NirException refused(String reason) {
        return new NirException(name + " of type " + type + " cannot be imported: " + reason);
    }
}
