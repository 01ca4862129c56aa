package dev.backspike.common.spec;

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

    /** Seconds; a day at most. */
    private static final Range DELAY = new Range(0, true, 86_400);

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
                in.number("stallSeconds", otherwise.stallSeconds(), Range.POSITIVE));
    }

    private static ResourcesSpec resources(Fields in) {
        return new ResourcesSpec(
                in.word("device", Device.AUTO, Map.of("auto", Device.AUTO, "cpu", Device.CPU, "cuda", Device.CUDA)));
    }
}
