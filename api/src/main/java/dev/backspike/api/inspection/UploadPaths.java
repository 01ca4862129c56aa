package dev.backspike.api.inspection;

import dev.backspike.common.file.UploadReference;
import dev.backspike.common.file.UploadedFiles;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.spec.JobSpec;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the uploaded files lie that a specification names; requests include the paths of these, and of no others. */
final class UploadPaths {

    private static final Logger log = LoggerFactory.getLogger(UploadPaths.class);

    private final UploadedFiles uploads;

    UploadPaths(UploadedFiles uploads) {
        this.uploads = uploads;
    }

    /** The files that a specification names and the service has, by the sha256 of their content. */
    Map<String, String> of(JobSpec spec) {
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
