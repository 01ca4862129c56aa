package dev.backspike.engine.inspection;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.backspike.common.evaluation.GivenSample;
import dev.backspike.common.evaluation.Split;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.spec.reading.JobSpecParser;
import java.util.List;
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
    @JsonSubTypes.Type(value = InspectionRequest.OfJob.class, name = "job"),
    @JsonSubTypes.Type(value = InspectionRequest.OfEvaluation.class, name = "evaluation"),
    @JsonSubTypes.Type(value = InspectionRequest.OfRecording.class, name = "recording"),
    @JsonSubTypes.Type(value = InspectionRequest.OfPrediction.class, name = "prediction")
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

    /**
     * {@link ModelInspector#evaluate}.
     *
     * @param job whose network is run
     * @param seconds that the trials may take; likewise for the others
     */
    record OfEvaluation(TrainedJob job, Split split, int limit, double seconds) implements InspectionRequest {}

    /**
     * {@link ModelInspector#record}.
     *
     * @param samples their numbers
     */
    record OfRecording(TrainedJob job, Split split, List<Integer> samples, double seconds)
            implements InspectionRequest {

        public OfRecording {
            samples = List.copyOf(samples);
        }
    }

    /**
     * {@link ModelInspector#predict}.
     *
     * @param record whether spikes are recorded
     */
    record OfPrediction(TrainedJob job, List<GivenSample> samples, boolean record, double seconds)
            implements InspectionRequest {

        public OfPrediction {
            samples = List.copyOf(samples);
        }
    }

    /**
     * A job with its trained values.
     *
     * @param spec a specification as {@link JobSpecParser} reads it
     * @param uploads path of each uploaded file that the specification names, by the sha256 of its content
     * @param values trained
     */
    record TrainedJob(JsonNode spec, Map<String, String> uploads, StoredValues values) {

        public TrainedJob {
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
