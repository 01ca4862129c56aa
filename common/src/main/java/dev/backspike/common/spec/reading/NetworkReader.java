package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.Extent;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.common.spec.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code /network}. */
final class NetworkReader {

    private static final Extent WITHOUT_STRIDE = new Extent(1, 1);

    private static final Map<String, Function<Fields, ? extends NeuronSpec>> NEURONS = neurons();

    private NetworkReader() {}

    private static Map<String, Function<Fields, ? extends NeuronSpec>> neurons() {
        Map<String, Function<Fields, ? extends NeuronSpec>> readers = new HashMap<>();
        readers.put("input", _ -> new NeuronSpec.Input());
        readers.put("lif", NetworkReader::lif);
        readers.put("li", fields -> new NeuronSpec.Li(tauMem(fields)));
        readers.put("equations", EquationsReader::read);
        NeuronLibrary.models()
                .forEach((name, model) -> readers.put(name, fields -> EquationsReader.read(fields, name, model)));
        return Map.copyOf(readers);
    }

    static NetworkSpec read(Fields in) {
        return new NetworkSpec(
                in.number("dt", 1, Bounds.POSITIVE),
                in.number("duration", Bounds.POSITIVE),
                in.word("solver", Solver.CLOCK, Map.of("clock", Solver.CLOCK, "event", Solver.EVENT)),
                in.map("populations", NetworkReader::population),
                in.list("connections", NetworkReader::connection));
    }

    private static PopulationSpec population(Fields in) {
        NeuronSpec neuron = in.variant("neuron", NEURONS);
        Integer size = in.optionalInteger("size", Bounds.NEURONS);
        Shape shape = shape(in);
        return new PopulationSpec(
                neuron, size == null && shape != null ? Integer.valueOf((int) shape.size()) : size, shape);
    }

    private static @Nullable Shape shape(Fields in) {
        List<Integer> extents = in.optionalIntegers("shape", Bounds.EXTENT);
        if (extents == null) {
            return null;
        }
        if (extents.size() != 3) {
            in.error("shape", "must be three numbers: rows, columns and channels");
            return null;
        }
        Shape shape = new Shape(extents.get(0), extents.get(1), extents.get(2));
        if (shape.size() > Bounds.NEURONS.max()) {
            in.error("shape", "has " + shape.size() + " neurons, more than " + (long) Bounds.NEURONS.max());
            return null;
        }
        return shape;
    }

    private static NeuronSpec.Lif lif(Fields in) {
        return new NeuronSpec.Lif(
                tauMem(in),
                in.number("vThresh", 1, Bounds.POSITIVE),
                in.number("vReset", 0, Bounds.ANY),
                in.number("refractory", 0, Bounds.NOT_NEGATIVE));
    }

    private static ParameterSpec tauMem(Fields in) {
        return ParameterReader.TIME_CONSTANT.read(in, "tauMem", 20);
    }

    private static ConnectionSpec connection(Fields in) {
        return new ConnectionSpec(
                in.text("from"),
                in.text("to"),
                ParameterReader.TIME_CONSTANT.read(in, "tauSyn", 5),
                ParameterReader.weight(in),
                in.variant(
                        "connectivity",
                        "dense",
                        Map.of(
                                "dense",
                                fields -> new ConnectivitySpec.Dense(),
                                "fixed-probability",
                                fields -> new ConnectivitySpec.FixedProbability(
                                        fields.number("probability", new Range(0, false, 1))),
                                "one-to-one",
                                fields -> new ConnectivitySpec.OneToOne(),
                                "conv2d",
                                NetworkReader::conv2d,
                                "sum-pool2d",
                                fields -> pool2d(fields, ConnectivitySpec.SumPool2d::new),
                                "average-pool2d",
                                fields -> pool2d(fields, ConnectivitySpec.AveragePool2d::new))),
                ParameterReader.DELAY.read(in, "delay", 0),
                in.text("receptor", ConnectionSpec.DEFAULT_RECEPTOR));
    }

    private static ConnectivitySpec.Conv2d conv2d(Fields in) {
        return new ConnectivitySpec.Conv2d(
                kernel(in),
                extent(in, "stride", WITHOUT_STRIDE),
                padding(in),
                extent(in, "dilation", WITHOUT_STRIDE),
                (int) in.integer("groups", 1, Bounds.EXTENT));
    }

    private interface Pooling<T> {
        T of(Extent kernel, Extent stride, Extent padding, Extent dilation);
    }

    private static <T> T pool2d(Fields in, Pooling<T> pooling) {
        Extent kernel = kernel(in);
        return pooling.of(kernel, extent(in, "stride", kernel), padding(in), extent(in, "dilation", WITHOUT_STRIDE));
    }

    private static Extent kernel(Fields in) {
        return extent(in, "kernel", in.integers("kernel", Bounds.WINDOW), WITHOUT_STRIDE);
    }

    private static Extent padding(Fields in) {
        return extent(in, "padding", in.optionalIntegers("padding", Bounds.PADDING), new Extent(0, 0));
    }

    private static Extent extent(Fields in, String field, Extent otherwise) {
        return extent(in, field, in.optionalIntegers(field, Bounds.WINDOW), otherwise);
    }

    private static Extent extent(Fields in, String field, @Nullable List<Integer> numbers, Extent otherwise) {
        if (numbers == null) {
            return otherwise;
        }
        if (numbers.size() != 2) {
            in.error(field, "must be two numbers: rows and columns");
            return otherwise;
        }
        return new Extent(numbers.get(0), numbers.get(1));
    }
}
