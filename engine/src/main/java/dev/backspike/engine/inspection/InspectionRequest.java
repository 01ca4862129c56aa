package dev.backspike.engine.inspection;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.spec.reading.JobSpecParser;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One question to an {@link InspectionChild}. Files are absolute paths that the asking process has chosen. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InspectionRequest.OfFile.class, name = "file"),
    @JsonSubTypes.Type(value = InspectionRequest.OfSamples.class, name = "samples"),
    @JsonSubTypes.Type(value = InspectionRequest.OfData.class, name = "data"),
    @JsonSubTypes.Type(value = InspectionRequest.OfModel.class, name = "model"),
    @JsonSubTypes.Type(value = InspectionRequest.OfJob.class, name = "job")
})
public sealed interface InspectionRequest {

    /** {@link DataFileInspector#inspect}. */
    record OfFile(String file) implements InspectionRequest {}

    /**
     * {@link DataFileInspector#samples}.
     *
     * @param from number of the first sample
     * @param count of samples
     */
    record OfSamples(String file, int from, int count) implements InspectionRequest {}

    /**
     * {@link JobInspector#data}.
     *
     * @param spec resolved
     * @param uploads path of each uploaded file that the specification names, by the sha256 of its content
     * @param examples samples of each part to show
     */
    record OfData(JsonNode spec, Map<String, String> uploads, int examples) implements InspectionRequest {

        public OfData {
            uploads = Map.copyOf(uploads);
        }
    }

    /**
     * {@link DataFileInspector#network}.
     *
     * @param dt ms; null for the file's
     * @param duration ms; null for the file's
     * @param units what the numbers of the file mean
     */
    record OfModel(
            String file, @Nullable Double dt, @Nullable Double duration, ModelUnits units)
            implements InspectionRequest {}

    /**
     * One of the other methods of {@link JobInspector}.
     *
     * @param spec a specification as {@link JobSpecParser} reads it
     * @param uploads path of each uploaded file that the specification names, by the sha256 of its content
     */
    record OfJob(Question question, JsonNode spec, Map<String, String> uploads) implements InspectionRequest {

        public OfJob {
            uploads = Map.copyOf(uploads);
        }
    }

    /** The methods of {@link JobInspector} that take nothing but a specification. */
    enum Question {
        INSPECT,
        SPEAKERS,
        GRADIENTS
    }
}
