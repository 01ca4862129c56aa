package dev.backspike.api.inspection;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.ImportNote;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.inspection.DataFileInspector;
import dev.backspike.engine.inspection.ImportedNetwork;
import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionFrames;
import dev.backspike.engine.inspection.InspectionRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Inspects uploaded files. */
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
    public ImportedNetwork network(Path file, @Nullable Double dt, @Nullable Double duration, ModelUnits units)
            throws InvalidDataFileException, IOException {
        JsonNode imported = ask(new InspectionRequest.OfModel(file.toString(), dt, duration, units));
        return new ImportedNetwork(
                JobSpecParser.network(imported.path("network")),
                notes(imported.path("assumptions")),
                notes(imported.path("warnings")));
    }

    private static List<ImportNote> notes(JsonNode notes) {
        return List.of(InspectionFrames.json().treeToValue(notes, ImportNote[].class));
    }

    private JsonNode ask(InspectionRequest request) throws InvalidDataFileException, IOException {
        InspectionAnswer answer = client.ask(request);
        return switch (answer) {
            case InspectionAnswer.Done(JsonNode result) -> result;
            case InspectionAnswer.InvalidFile(String problem, List<SpecError> errors) ->
                throw new InvalidDataFileException(problem, errors);
            case InspectionAnswer.Unreadable(String problem) -> throw new IOException(problem);
            default -> throw client.refusal(answer);
        };
    }
}
