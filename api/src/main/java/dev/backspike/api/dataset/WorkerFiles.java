package dev.backspike.api.dataset;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.access.Scope;
import dev.backspike.api.dispatch.HeldJobs;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.storage.Integrity;
import dev.backspike.api.storage.StoredFile;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.file.UploadedFiles;
import dev.backspike.common.id.Sha256;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Provides uploaded files by their hash: to an embedded worker from the disk, to other workers over HTTP, as the store
 * has them. A worker that may not read everything receives only the files of the jobs that it runs.
 */
@RestController
class WorkerFiles implements UploadedFiles {

    private final CurrentCaller caller;
    private final HeldJobs held;
    private final UploadTable table;
    private final UploadContents contents;
    private final Integrity integrity;

    WorkerFiles(CurrentCaller caller, HeldJobs held, UploadTable table, UploadContents contents, Integrity integrity) {
        this.caller = caller;
        this.held = held;
        this.table = table;
        this.contents = contents;
        this.integrity = integrity;
    }

    @Override
    public Path locate(Sha256 sha256) throws FileNotFoundException {
        UploadedFile file = file(sha256);
        Path path = contents.local(file);
        integrity.require(what(file), new StoredFile(path), sha256);
        return path;
    }

    private UploadedFile file(Sha256 sha256) throws FileNotFoundException {
        return table.withContent(sha256).orElseThrow(() -> new FileNotFoundException(sha256.text()));
    }

    private static String what(UploadedFile file) {
        return "the uploaded file " + file.reference();
    }

    @GetMapping(path = "/api/v1/worker/files/{sha256}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> content(@PathVariable Sha256 sha256) {
        Caller worker = caller.get();
        if (!worker.may(Scope.VIEWER) && !table.isNamedBy(held.jobsHeldBy(worker.name()), sha256)) {
            throw notFound(sha256);
        }
        try {
            UploadedFile file = file(sha256);
            return ResponseEntity.ok()
                    .eTag("\"" + sha256 + "\"")
                    .body(integrity.resource(what(file), contents.stored(file), sha256));
        } catch (FileNotFoundException e) {
            throw notFound(sha256);
        }
    }

    private static ProblemException notFound(Sha256 sha256) {
        return new ProblemException(
                ProblemCode.FILE_NOT_FOUND, "no uploaded file that you need has the sha256 " + sha256);
    }
}
