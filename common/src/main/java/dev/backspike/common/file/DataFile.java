package dev.backspike.common.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What an uploaded file holds: data, or a trained model.
 *
 * @param samples null for models
 * @param channels inputs that a network needs for it, at least; null for labels and models
 * @param classes one more than the highest label; null for images and models
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataFile(
        Kind kind,
        @Nullable Integer samples,
        @Nullable Integer channels,
        @Nullable Integer classes) {

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
        /** Values by the names of parameters. */
        @JsonProperty("safetensors")
        SAFETENSORS;

        public boolean isModel() {
            return this == NIR || this == SAFETENSORS;
        }
    }

    public static DataFile model(Kind kind) {
        return new DataFile(kind, null, null, null);
    }
}
