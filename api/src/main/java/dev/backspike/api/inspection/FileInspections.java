package dev.backspike.api.inspection;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.inspection.DataFileInspector;
import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionFrames;
import dev.backspike.engine.inspection.InspectionRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Questions about uploaded files. */
final class FileInspections implements DataFileInspector {

    private final InspectionClient client;

    FileInspections(InspectionClient client) {
        this.client = client;
    }

    @Override
    public DataFile inspect(Path file) throws InvalidDataFileException, IOException {
        return InspectionFrames.json().treeToValue(ask(new InspectionRequest.OfFile(file.toString())), DataFile.class);
    }

    @Override
    public List<DataSample> samples(Path file, int from, int count) throws InvalidDataFileException, IOException {
        JsonNode result = ask(new InspectionRequest.OfSamples(file.toString(), from, count));
        return List.of(InspectionFrames.json().treeToValue(result, DataSample[].class));
    }

    @Override
    public NetworkSpec network(Path file, @Nullable Double dt, @Nullable Double duration)
            throws InvalidDataFileException, IOException {
        return JobSpecParser.network(ask(new InspectionRequest.OfModel(file.toString(), dt, duration)));
    }

    private JsonNode ask(InspectionRequest request) throws InvalidDataFileException, IOException {
        InspectionAnswer answer = client.ask(request);
        return switch (answer) {
            case InspectionAnswer.Done(JsonNode result) -> result;
            case InspectionAnswer.InvalidFile(String problem) -> throw new InvalidDataFileException(problem);
            case InspectionAnswer.Unreadable(String problem) -> throw new IOException(problem);
            default -> throw client.refusal(answer);
        };
    }
}
