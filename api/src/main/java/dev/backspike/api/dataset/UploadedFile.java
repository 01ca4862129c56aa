package dev.backspike.api.dataset;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.UploadReference;
import java.time.Instant;

/**
 * A data file that a user has uploaded.
 *
 * @param dataset the name that groups files
 * @param owner who uploaded it; {@code local} without security
 * @param content what reading it has shown
 * @param storedAs its name on disk
 */
record UploadedFile(
        @JsonIgnore String dataset,
        String file,
        String owner,
        long bytes,
        String sha256,
        @JsonUnwrapped DataFile content,
        @JsonIgnore String storedAs,
        Instant storedAt) {

    /** What a job specification calls it. */
    @JsonProperty
    String reference() {
        return new UploadReference(dataset, file, null).toString();
    }
}
