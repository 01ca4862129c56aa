package dev.backspike.common.spec;

import dev.backspike.common.spec.NetworkSpec.Solver;
import java.util.Map;

/** Reads {@code /network}. */
final class NetworkReader {

    private NetworkReader() {}

    static NetworkSpec read(Fields in) {
        return new NetworkSpec(
                in.number("dt", 1, Range.POSITIVE),
                in.number("duration", Range.POSITIVE),
                in.word("solver", Solver.CLOCK, Map.of("clock", Solver.CLOCK, "event", Solver.EVENT)),
                in.map("populations", NetworkReader::population),
                in.list("connections", NetworkReader::connection));
    }

    private static PopulationSpec population(Fields in) {
        return new PopulationSpec(
                in.variant(
                        "neuron",
                        Map.of(
                                "input", fields -> new NeuronSpec.Input(),
                                "lif", NetworkReader::lif,
                                "li", fields -> new NeuronSpec.Li(fields.number("tauMem", 20, Range.POSITIVE)))),
                in.optionalCount("size"));
    }

    private static NeuronSpec.Lif lif(Fields in) {
        return new NeuronSpec.Lif(
                in.number("tauMem", 20, Range.POSITIVE),
                in.number("vThresh", 1, Range.POSITIVE),
                in.number("vReset", 0, Range.ANY));
    }

    private static ConnectionSpec connection(Fields in) {
        return new ConnectionSpec(
                in.text("from"),
                in.text("to"),
                in.number("tauSyn", 5, Range.POSITIVE),
                in.wrapped(
                        "weight",
                        Map.of(
                                "normal",
                                f -> new InitialiserSpec.Normal(
                                        f.number("mean", Range.ANY), f.number("sd", Range.NOT_NEGATIVE)),
                                "uniform",
                                f -> new InitialiserSpec.Uniform(
                                        f.number("min", Range.ANY), f.number("max", Range.ANY)),
                                "constant",
                                f -> new InitialiserSpec.Constant(f.number("value", Range.ANY)))));
    }
}
