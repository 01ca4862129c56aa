package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.JsonSchema;
import dev.backspike.common.json.Range;
import dev.backspike.common.json.SchemaTexts;
import dev.backspike.common.json.StrictJson;
import dev.backspike.common.spec.DatasetSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.ResourcesSpec;
import dev.backspike.common.spec.ResourcesSpec.Device;
import dev.backspike.common.spec.RetrySpec;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a job specification: strict about names and types, generous with defaults. Structure and ranges are checked
 * here, the rules that span fields in {@link SpecRules}.
 */
public final class JobSpecParser {

    /** Delays in seconds, at most a day. */
    private static final Range DELAY = new Range(0, true, 86_400);

    private JobSpecParser() {}

    /** @throws InvalidSpecException naming every field that is wrong */
    public static JobSpec parse(String json) {
        return parse(StrictJson.parse(json));
    }

    /** @throws InvalidSpecException naming every field that is wrong */
    public static JobSpec parse(JsonNode json) {
        return StrictJson.read(json, JobSpecParser::job, SpecRules::check);
    }

    /**
     * Reads the network of a specification, without the rules that relate several fields.
     *
     * @throws InvalidSpecException naming every invalid field, by pointers relative to the network
     */
    public static NetworkSpec network(JsonNode json) {
        return StrictJson.read(json, NetworkReader::read);
    }

    /** Returns the JSON Schema of a specification, without the rules that relate several fields. */
    public static ObjectNode schema(SchemaTexts texts) {
        return JsonSchema.of("Backspike job specification", JobSpecParser::job, texts);
    }

    private static JobSpec job(Fields in) {
        DatasetSpec dataset = DatasetReader.read(in);
        return new JobSpec(
                in.text("name", "unnamed"),
                in.texts("labels"),
                (int) in.integer("priority", 0, new Range(-1000, true, 1000)),
                dataset,
                in.required("network", NetworkReader::read),
                in.required("training", fields -> TrainingReader.read(fields, dataset.validated())),
                in.object("resources", JobSpecParser::resources),
                in.object("retry", JobSpecParser::retry));
    }

    private static RetrySpec retry(Fields in) {
        RetrySpec otherwise = RetrySpec.DEFAULT;
        Range tries = new Range(0, true, 1000);
        return new RetrySpec(
                (int) in.integer("infrastructure", otherwise.infrastructure(), tries),
                (int) in.integer("outOfMemory", otherwise.outOfMemory(), tries),
                (int) in.integer("noProgress", otherwise.noProgress(), tries),
                (int) in.integer("unexpected", otherwise.unexpected(), tries),
                in.number("firstDelaySeconds", otherwise.firstDelaySeconds(), DELAY),
                in.number("longestDelaySeconds", otherwise.longestDelaySeconds(), DELAY),
                in.number("stallSeconds", otherwise.stallSeconds(), Bounds.POSITIVE));
    }

    private static ResourcesSpec resources(Fields in) {
        return new ResourcesSpec(
                in.word("device", Device.AUTO, Map.of("auto", Device.AUTO, "cpu", Device.CPU, "cuda", Device.CUDA)),
                ReplicasReader.read(in));
    }
}
