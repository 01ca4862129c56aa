package dev.backspike.api.inspection;

import dev.backspike.common.file.DataReport;
import dev.backspike.common.file.UploadReference;
import dev.backspike.common.file.UploadedFiles;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.inspection.GradientReport;
import dev.backspike.engine.inspection.Inspection;
import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionFrames;
import dev.backspike.engine.inspection.InspectionRequest;
import dev.backspike.engine.inspection.InspectionRequest.Question;
import dev.backspike.engine.inspection.JobInspector;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Inspects specifications. Each request includes the paths of the uploaded files that the specification names, and of
 * no others.
 */
final class JobInspections implements JobInspector {

    private static final Logger log = LoggerFactory.getLogger(JobInspections.class);

    private final InspectionClient client;
    private final UploadedFiles uploads;

    JobInspections(InspectionClient client, UploadedFiles uploads) {
        this.client = client;
        this.uploads = uploads;
    }

    @Override
    public Inspection inspect(JobSpec spec) {
        JsonNode result = ask(Question.INSPECT, spec);
        return new Inspection(
                JobSpecParser.parse(result.get("resolved")),
                result.get("parameters").asLong(),
                result.get("memoryBytes").asLong());
    }

    @Override
    public List<Integer> speakers(JobSpec spec) {
        JsonNode result = ask(Question.SPEAKERS, spec);
        return IntStream.range(0, result.size())
                .mapToObj(i -> result.get(i).asInt())
                .toList();
    }

    @Override
    public GradientReport checkGradients(JobSpec resolved) {
        return InspectionFrames.json().treeToValue(ask(Question.GRADIENTS, resolved), GradientReport.class);
    }

    @Override
    public DataReport data(JobSpec resolved, int examples) {
        JsonNode result = ask(
                new InspectionRequest.OfData(InspectionFrames.json().valueToTree(resolved), paths(resolved), examples));
        return InspectionFrames.json().treeToValue(result, DataReport.class);
    }

    private JsonNode ask(Question question, JobSpec spec) {
        return ask(new InspectionRequest.OfJob(question, InspectionFrames.json().valueToTree(spec), paths(spec)));
    }

    private JsonNode ask(InspectionRequest request) {
        InspectionAnswer answer = client.ask(request);
        return switch (answer) {
            case InspectionAnswer.Done(JsonNode result) -> result;
            case InspectionAnswer.InvalidSpec invalid -> throw new InvalidSpecException(invalid.errors());
            case InspectionAnswer.Unreadable(String problem) ->
                throw new UncheckedIOException(new IOException(problem));
            default -> throw client.refusal(answer);
        };
    }

    /** The uploaded files that a specification names and the service has. */
    private Map<String, String> paths(JobSpec spec) {
        Map<String, String> paths = new HashMap<>();
        spec.withFiles((name, pointer) -> {
            Sha256 sha256 = UploadReference.isMeantBy(name)
                    ? UploadReference.parse(name, pointer).sha256()
                    : null;
            if (sha256 != null) {
                locate(sha256, paths);
            }
            return name;
        });
        return paths;
    }

    private void locate(Sha256 sha256, Map<String, String> paths) {
        try {
            paths.put(sha256.text(), uploads.locate(sha256).toString());
        } catch (FileNotFoundException e) {
            // The inspector reports the missing file with the pointer of the field.
            log.debug("an uploaded file has been deleted", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
