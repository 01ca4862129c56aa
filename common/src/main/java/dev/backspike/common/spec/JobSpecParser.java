package dev.backspike.common.spec;

import dev.backspike.common.spec.DatasetSpec.Generated;
import dev.backspike.common.spec.DatasetSpec.HeldOut;
import dev.backspike.common.spec.DatasetSpec.Idx;
import dev.backspike.common.spec.DatasetSpec.LatencyEncoding;
import dev.backspike.common.spec.DatasetSpec.LatencyEncoding.Scale;
import dev.backspike.common.spec.DatasetSpec.ShdHdf5;
import dev.backspike.common.spec.DatasetSpec.YinYang;
import dev.backspike.common.spec.DatasetSpec.YinYangEncoding;
import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.ResourcesSpec.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a job specification: strict about names and types, generous with defaults. Structure and ranges are checked
 * here, the rules that span fields in {@link SpecRules}.
 */
public final class JobSpecParser {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JobSpecParser() {}

    /** @throws InvalidSpecException naming every field that is wrong */
    public static JobSpec parse(String json) {
        return parse(readTree(json));
    }

    /** @throws InvalidSpecException naming every field that is wrong */
    public static JobSpec parse(JsonNode json) {
        List<SpecError> errors = new ArrayList<>();
        Fields fields = Fields.of(json, "", errors);
        JobSpec spec = job(fields);
        fields.end();
        if (errors.isEmpty()) {
            SpecRules.check(spec, errors);
        }
        if (!errors.isEmpty()) {
            throw new InvalidSpecException(errors);
        }
        return spec;
    }

    /**
     * The JSON alone, for callers that tell a malformed document from an invalid one.
     *
     * @throws InvalidSpecException with one error, for the whole document, if it is not JSON or repeats a field
     */
    public static JsonNode readTree(String json) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (!tree.isMissingNode()) {
                return tree;
            }
        } catch (JacksonException e) {
            var where = e.getLocation();
            String place = where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
            throw new InvalidSpecException("", "is not valid JSON" + place + ": " + e.getOriginalMessage());
        }
        throw new InvalidSpecException("", "is empty; send a job specification as JSON");
    }

    private static JobSpec job(Fields in) {
        return new JobSpec(
                in.text("name", "unnamed"),
                in.texts("labels"),
                (int) in.integer("priority", 0, new Range(-1000, true, 1000)),
                in.variant(
                        "dataset",
                        Map.of(
                                "yin-yang",
                                JobSpecParser::yinYang,
                                "idx",
                                JobSpecParser::idx,
                                "shd-hdf5",
                                JobSpecParser::shd)),
                in.required("network", JobSpecParser::network),
                in.required("training", JobSpecParser::training),
                in.object("resources", JobSpecParser::resources));
    }

    private static YinYang yinYang(Fields in) {
        return new YinYang(
                in.object("train", split -> generated(split, 5000, 42)),
                in.object("validation", split -> generated(split, 1000, 41)),
                in.object("test", split -> generated(split, 1000, 40)),
                in.object(
                        "encoding",
                        e -> new YinYangEncoding(
                                e.number("tMin", 0, Range.NOT_NEGATIVE),
                                e.number("tMax", 30, Range.NOT_NEGATIVE),
                                e.number("tBias", 0, Range.NOT_NEGATIVE))));
    }

    private static Generated generated(Fields in, int samples, int seed) {
        return new Generated(
                (int) in.integer("samples", samples, Range.COUNT), (int) in.integer("seed", seed, Range.SEED32));
    }

    private static Idx idx(Fields in) {
        return new Idx(
                in.text("trainImages"),
                in.text("trainLabels"),
                in.text("testImages"),
                in.text("testLabels"),
                in.object("validation", JobSpecParser::heldOut),
                in.object("encoding", JobSpecParser::latency));
    }

    private static ShdHdf5 shd(Fields in) {
        return new ShdHdf5(
                in.text("train"),
                in.text("test"),
                (int) in.integer("units", 700, new Range(1, true, 1 << 16)),
                (int) in.integer("classes", 20, Range.COUNT),
                in.object("validation", JobSpecParser::heldOut));
    }

    private static HeldOut heldOut(Fields in) {
        return new HeldOut(in.number("fraction", 0, new Range(0, true, 0.9)));
    }

    private static LatencyEncoding latency(Fields in) {
        return new LatencyEncoding(
                in.word("scale", Scale.LINEAR, Map.of("linear", Scale.LINEAR, "logarithmic", Scale.LOGARITHMIC)),
                in.number("tMin", 0, Range.NOT_NEGATIVE),
                in.number("tMax", 20, Range.NOT_NEGATIVE),
                in.number("threshold", 0.2, new Range(0, false, 1)),
                in.number("tEff", 50, Range.POSITIVE));
    }

    private static NetworkSpec network(Fields in) {
        return new NetworkSpec(
                in.number("dt", 1, Range.POSITIVE),
                in.number("duration", Range.POSITIVE),
                in.word("solver", Solver.CLOCK, Map.of("clock", Solver.CLOCK, "event", Solver.EVENT)),
                in.map("populations", JobSpecParser::population),
                in.list("connections", JobSpecParser::connection));
    }

    private static PopulationSpec population(Fields in) {
        return new PopulationSpec(
                in.variant(
                        "neuron",
                        Map.of(
                                "input", fields -> new NeuronSpec.Input(),
                                "lif", JobSpecParser::lif,
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

    private static TrainingSpec training(Fields in) {
        return new TrainingSpec(
                (int) in.integer("epochs", Range.COUNT),
                (int) in.integer("batchSize", 32, Range.COUNT),
                in.integer("seed", 1, Range.ANY),
                in.variant(
                        "loss",
                        Map.of(
                                "first-spike",
                                JobSpecParser::firstSpike,
                                "sum-voltage",
                                fields -> new LossSpec.SumVoltage(Profile.CONSTANT),
                                "sum-exp-voltage",
                                fields -> new LossSpec.SumVoltage(Profile.EXPONENTIAL),
                                "sum-linear-voltage",
                                fields -> new LossSpec.SumVoltage(Profile.LINEAR))),
                in.variant("optimiser", Map.of("adam", JobSpecParser::adam)));
    }

    private static LossSpec.FirstSpike firstSpike(Fields in) {
        return new LossSpec.FirstSpike(
                in.number("tau0", 0.5, Range.POSITIVE),
                in.number("tau1", 6.4, Range.POSITIVE),
                in.number("alpha", 0.003, Range.NOT_NEGATIVE),
                in.number("silentLabelPush", 100, Range.NOT_NEGATIVE));
    }

    private static OptimiserSpec.Adam adam(Fields in) {
        return new OptimiserSpec.Adam(
                in.number("learningRate", 1e-3, Range.NOT_NEGATIVE),
                in.number("beta1", 0.9, new Range(0, true, 0.9999999)),
                in.number("beta2", 0.999, new Range(0, true, 0.9999999)),
                in.number("epsilon", 1e-8, Range.POSITIVE),
                in.has("schedule")
                        ? in.variant(
                                "schedule",
                                Map.of(
                                        "constant",
                                        fields -> new ScheduleSpec.Constant(),
                                        "exponential",
                                        fields ->
                                                new ScheduleSpec.Exponential(fields.number("factor", Range.POSITIVE))))
                        : new ScheduleSpec.Constant());
    }

    private static ResourcesSpec resources(Fields in) {
        return new ResourcesSpec(in.word("device", Device.AUTO, Map.of("auto", Device.AUTO, "cpu", Device.CPU)));
    }
}
