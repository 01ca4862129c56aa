package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.PopulationSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Reads {@code /network}. */
final class NetworkReader {

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
        return new PopulationSpec(in.variant("neuron", NEURONS), in.optionalInteger("size", Bounds.NEURONS));
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
                                fields -> new ConnectivitySpec.OneToOne())),
                ParameterReader.DELAY.read(in, "delay", 0),
                in.text("receptor", ConnectionSpec.DEFAULT_RECEPTOR));
    }
}
