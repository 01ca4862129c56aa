package dev.backspike.engine.model.nir;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads nodes by their type. */
final class NirNodeReader {

    /**
     * The reason why nodes of a type are not imported.
     *
     * @param what a network would need for them
     * @param field whose type and shape the message shows
     * @param remedy what the user can do instead
     */
    private record Need(String what, String field, String remedy) {}

    private static final String SHARED_WEIGHTS = "weights that positions share (a convolution)";
    private static final Need POOLING = new Need(
            "connections with fixed weights (pooling)",
            "kernel_size",
            "a job can define the connection with the connectivity sum-pool2d or average-pool2d");

    /** The types of NIR 1.0 that are not imported. */
    private static final Map<String, Need> NEEDS = Map.of(
            "IF",
                    new Need(
                            "a neuron without a leak, whose voltage jumps at an input spike",
                            "v_threshold",
                            "use neurons with a leak and a synaptic current (CubaLIF)"),
            "I", new Need("an integrator without a leak", "r", "a job can define such a neuron by its equations"),
            "Threshold",
                    new Need(
                            "a threshold without a neuron, which emits as long as it is exceeded",
                            "threshold",
                            "use spiking neurons (CubaLIF)"),
            "Conv1d",
                    new Need(
                            SHARED_WEIGHTS,
                            "weight",
                            "write it as a Linear with the same weights, which are then trained individually"),
            "Conv2d",
                    new Need(SHARED_WEIGHTS, "weight", "a job can define the connection with the connectivity conv2d"),
            "SumPool2d", POOLING,
            "AvgPool2d", POOLING);

    private static final String POSITIVE = "must be above 0";

    private NirNodeReader() {}

    /**
     * @param nested whether the graph that the node is in is a node of another
     * @return a {@link NirNode.Refused} if the node cannot be imported; the reason is then among the problems of the
     *     file
     */
    static NirNode read(String type, NirFields fields, boolean nested) {
        NirNode node = switch (type) {
            case "Input", "Output" -> {
                long[] shape = fields.shape("shape");
                if (nested) {
                    yield new NirNode.Identity(type);
                }
                yield type.equals("Input") ? new NirNode.Input(shape) : new NirNode.Output(shape);
            }
            case "Linear" -> linear(fields);
            case "Affine" -> affine(fields);
            case "Scale" -> new NirNode.Scale(fields.values("scale"));
            case "Delay" -> new NirNode.Delay(fields.values("delay", seconds -> seconds >= 0, "must be 0 or more"));
            case "Flatten" -> {
                // which dimensions become one changes nothing, since neurons are counted in the order of the array
                fields.ignore("start_dim", "end_dim");
                yield new NirNode.Identity(type);
            }
            case "CubaLI", "CubaLIF" -> cuba(type, fields);
            case "LI", "LIF" -> {
                NirNode.Plain plain = new NirNode.Plain(
                        fields.values("tau", tau -> tau > 0, POSITIVE),
                        fields.values("r"),
                        fields.values("v_leak"),
                        type.equals("LIF") ? spiking(fields) : null);
                requireOneSize(fields, plain);
                yield plain;
            }
            default -> {
                refuse(type, fields);
                yield new NirNode.Refused(type);
            }
        };
        if (!(node instanceof NirNode.Refused)) {
            fields.requireAllKnown();
        }
        return node;
    }

    private static NirNode linear(NirFields fields) {
        double[][] weight = fields.matrix("weight");
        return weight == null ? new NirNode.Refused("Linear") : new NirNode.Linear(weight);
    }

    private static NirNode cuba(String type, NirFields fields) {
        NirNode.Cuba cuba = new NirNode.Cuba(
                fields.values("tau_syn", tau -> tau > 0, POSITIVE),
                fields.values("tau_mem", tau -> tau > 0, POSITIVE),
                fields.values("r"),
                fields.values("v_leak"),
                fields.values("w_in", 1, "as the format has it"),
                type.equals("CubaLIF") ? spiking(fields) : null);
        requireOneSize(fields, cuba);
        return cuba;
    }

    private static NirNode.Spiking spiking(NirFields fields) {
        return new NirNode.Spiking(
                fields.values("v_threshold"),
                fields.values(
                        "v_reset",
                        0,
                        "as current versions of nir read it; nir 1.0.4 described a subtraction of v_threshold instead"));
    }

    private static void requireOneSize(NirFields fields, NirNode.Leaky node) {
        Set<Integer> sizes = new TreeSet<>();
        node.parameters().forEach(values -> sizes.add(values.length));
        sizes.remove(1);
        if (sizes.size() > 1) {
            fields.refuse("its parameters are for different numbers of neurons: " + sizes);
        }
    }

    private static NirNode affine(NirFields fields) {
        double[] bias = fields.values("bias");
        for (int k = 0; k < bias.length; k++) {
            if (bias[k] != 0) {
                fields.problem(
                        "bias",
                        "must be 0, was " + bias[k] + " at index " + k
                                + ": it needs a constant current, which the import does not support. Train the layer"
                                + " without a bias, or define the neurons by their equations in a job");
                break;
            }
        }
        return linear(fields);
    }

    private static void refuse(String type, NirFields fields) {
        Need need = NEEDS.get(type);
        if (need == null) {
            fields.refuse("its type is not one of NIR 1.0");
        } else {
            fields.refuse("it needs " + need.what() + ", which the import does not support (its " + need.field()
                    + " is " + fields.described(need.field()) + "); " + need.remedy());
        }
    }
}
