package dev.backspike.api.dataset;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.UploadReference;
import dev.backspike.common.id.DatasetName;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.Sha256;
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
        @JsonIgnore DatasetName dataset,
        FileName file,
        String owner,
        long bytes,
        Sha256 sha256,
        @JsonUnwrapped DataFile content,
        @JsonIgnore FileName storedAs,
        Instant storedAt) {

    /** What a job specification calls it. */
    @JsonProperty
    String reference() {
        return new UploadReference(dataset, file, null).toString();
    }

    /** The same without what is counted in it, for lists. */
    UploadedFile inShort() {
        return new UploadedFile(dataset, file, owner, bytes, sha256, content.withoutCounts(), storedAs, storedAt);
    }
}
