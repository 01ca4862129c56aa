package dev.backspike.common.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of an uploaded file: data, or a trained model.
 *
 * @param samples null for models
 * @param channels smallest number of inputs of a network for these data; null for labels and models
 * @param classes one more than the highest label; null for images and models
 * @param counts what its samples hold; null for models
 * @param warnings what in it is likely a mistake
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataFile(
        Kind kind,
        @Nullable Integer samples,
        @Nullable Integer channels,
        @Nullable Integer classes,
        @Nullable SampleCounts counts,
        List<DataWarning> warnings) {

    public DataFile {
        warnings = List.copyOf(warnings);
    }

    public enum Kind {
        @JsonProperty("shd-hdf5")
        SHD_HDF5,
        @JsonProperty("idx-images")
        IDX_IMAGES,
        @JsonProperty("idx-labels")
        IDX_LABELS,
        /** A network and its values in NIR. */
        @JsonProperty("nir")
        NIR,
        /** Arrays of values by name of the parameter. */
        @JsonProperty("safetensors")
        SAFETENSORS;

        public boolean isModel() {
            return this == NIR || this == SAFETENSORS;
        }
    }

    /** The same without the counts. */
    public DataFile withoutCounts() {
        return new DataFile(kind, samples, channels, classes, null, warnings);
    }

    public static DataFile model(Kind kind) {
        return new DataFile(kind, null, null, null, null, List.of());
    }
}
