package dev.backspike.api.dataset;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.protocol.UploadedFiles;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Uploaded files by their content: to an embedded worker as they lie on disk, to the others over HTTP. */
@RestController
class WorkerFiles implements UploadedFiles {

    private final UploadTable table;
    private final UploadFolder folder;

    WorkerFiles(UploadTable table, UploadFolder folder) {
        this.table = table;
        this.folder = folder;
    }

    @Override
    public Path locate(String sha256) throws FileNotFoundException {
        return table.withContent(sha256)
                .map(file -> folder.path(file.storedAs()))
                .orElseThrow(() -> new FileNotFoundException(sha256));
    }

    @GetMapping(path = "/api/v1/worker/files/{sha256}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> content(@PathVariable String sha256) {
        try {
            return ResponseEntity.ok().eTag("\"" + sha256 + "\"").body(new FileSystemResource(locate(sha256)));
        } catch (FileNotFoundException e) {
            throw new ProblemException(
                    HttpStatus.NOT_FOUND, "file-not-found", "no uploaded file has the sha256 " + sha256);
        }
    }
}
