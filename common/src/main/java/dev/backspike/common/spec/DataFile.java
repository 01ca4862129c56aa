package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a data file holds.
 *
 * @param channels inputs that a network needs for it, at least; null for labels
 * @param classes one more than the highest label; null for images
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataFile(
        Kind kind,
        int samples,
        @Nullable Integer channels,
        @Nullable Integer classes) {

    public enum Kind {
        @JsonProperty("shd-hdf5")
        SHD_HDF5,
        @JsonProperty("idx-images")
        IDX_IMAGES,
        @JsonProperty("idx-labels")
        IDX_LABELS
    }
}
