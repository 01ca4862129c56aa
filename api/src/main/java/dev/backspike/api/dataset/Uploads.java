package dev.backspike.api.dataset;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.dataset.UploadFolder.Content;
import dev.backspike.api.job.JobRows;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.file.UploadReference;
import dev.backspike.common.id.DatasetName;
import dev.backspike.common.id.FileName;
import dev.backspike.engine.inspection.DataFileInspector;
import dev.backspike.engine.inspection.ImportedNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores and deletes uploaded files. */
@Component
class Uploads {

    private static final int USERS_NAMED = 3;

    private final CurrentCaller caller;
    private final UploadTable table;
    private final JobRows jobs;
    private final UploadContents contents;
    private final UploadQuota quota;
    private final DataFileInspector inspector;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Uploads(
            CurrentCaller caller,
            UploadTable table,
            JobRows jobs,
            UploadContents contents,
            UploadQuota quota,
            DataFileInspector inspector,
            TransactionTemplate transaction,
            Clock clock) {
        this.caller = caller;
        this.table = table;
        this.jobs = jobs;
        this.contents = contents;
        this.quota = quota;
        this.inspector = inspector;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** @param isNew false if the same content was uploaded before */
    record Stored(UploadedFile file, boolean isNew) {}

    /**
     * Stores a file once all of it has arrived and has been read through.
     *
     * @param announced the body's length, -1 if unknown
     */
    Stored store(DatasetName dataset, FileName file, InputStream body, long announced) {
        if (table.find(dataset, file).isEmpty()) {
            quota.require(caller.name(), Math.max(0, announced));
        }
        Content content = contents.receive(body, announced);
        boolean kept = false;
        try {
            Optional<UploadedFile> earlier = table.find(dataset, file);
            if (earlier.isPresent()) {
                return again(earlier.get(), content);
            }
            quota.require(caller.name(), content.bytes());
            DataFile found = inspect(file, content);
            contents.keep(content);
            UploadedFile stored = new UploadedFile(
                    dataset,
                    file,
                    caller.name(),
                    content.bytes(),
                    content.sha256(),
                    found,
                    content.storedAs(),
                    clock.instant());
            table.insert(stored);
            kept = true;
            return new Stored(stored, true);
        } catch (DuplicateKeyException e) {
            // Another upload of that name was faster.
            return again(table.find(dataset, file).orElseThrow(() -> e), content);
        } finally {
            if (!kept) {
                contents.delete(content.storedAs());
            }
        }
    }

    /**
     * The network of a model file.
     *
     * @param dt ms; null for the one in the file
     * @param duration ms; likewise
     * @param units what the numbers of the file mean
     */
    ImportedNetwork network(
            DatasetName dataset, FileName file, @Nullable Double dt, @Nullable Double duration, ModelUnits units) {
        requirePositive("dt", dt);
        requirePositive("duration", duration);
        requirePositive("spikeDuration", units.spikeDuration());
        UploadedFile model = table.find(dataset, file).orElseThrow(() -> fileNotFound(dataset, file));
        try {
            return inspector.network(contents.local(model), dt, duration, units);
        } catch (InvalidDataFileException e) {
            throw new ProblemException(ProblemCode.NO_NETWORK, model.reference() + " " + e.getMessage(), e.errors());
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + model.reference(), e);
        }
    }

    private static void requirePositive(String parameter, @Nullable Double value) {
        if (value != null && !(value > 0 && Double.isFinite(value))) {
            throw ProblemException.badParameter(parameter, "must be a time above 0 in ms, was " + value);
        }
    }

    /** Deletes a file that no job needs any more. */
    void delete(DatasetName dataset, FileName file) {
        UploadedFile deleted = Objects.requireNonNull(transaction.execute(_ -> {
            UploadedFile found = table.lock(dataset, file).orElseThrow(() -> fileNotFound(dataset, file));
            deleteRow(found);
            return found;
        }));
        contents.delete(deleted.storedAs());
    }

    /** Deletes all files of a data set, or none if a job needs one of them. */
    void delete(DatasetName dataset) {
        List<UploadedFile> deleted = Objects.requireNonNull(transaction.execute(_ -> {
            List<UploadedFile> found = table.of(dataset).stream()
                    .flatMap(file -> table.lock(dataset, file.file()).stream())
                    .toList();
            if (found.isEmpty()) {
                throw datasetNotFound(dataset);
            }
            found.forEach(this::deleteRow);
            return found;
        }));
        deleted.forEach(file -> contents.delete(file.storedAs()));
    }

    static ProblemException fileNotFound(DatasetName dataset, FileName file) {
        return new ProblemException(
                ProblemCode.FILE_NOT_FOUND, "there is no uploaded file " + new UploadReference(dataset, file, null));
    }

    static ProblemException datasetNotFound(DatasetName dataset) {
        return new ProblemException(
                ProblemCode.DATASET_NOT_FOUND, "no file has been uploaded for a data set " + dataset);
    }

    private void deleteRow(UploadedFile file) {
        caller.requireOwner(file.owner(), file.reference());
        List<String> users = jobs.openAmong(table.users(file));
        if (!users.isEmpty()) {
            String named = String.join(", ", users.subList(0, Math.min(USERS_NAMED, users.size())));
            throw new ProblemException(
                    ProblemCode.FILE_IN_USE,
                    file.reference() + " is needed by " + users.size() + " job(s) that have not ended: " + named
                            + (users.size() > USERS_NAMED ? ", ..." : "")
                            + "; cancel them or wait until they have ended");
        }
        table.delete(file);
    }

    private static Stored again(UploadedFile earlier, Content content) {
        if (!earlier.sha256().equals(content.sha256())) {
            throw new ProblemException(
                    ProblemCode.FILE_DIFFERS,
                    earlier.reference() + " already exists with different content (sha256 " + earlier.sha256()
                            + ", this one " + content.sha256() + "); delete it first or choose another name");
        }
        return new Stored(earlier, false);
    }

    private DataFile inspect(FileName file, Content content) {
        try {
            return inspector.inspect(contents.path(content));
        } catch (InvalidDataFileException e) {
            throw new ProblemException(
                    ProblemCode.INVALID_DATA_FILE, "the file " + file + " " + e.getMessage(), e.errors());
        } catch (IOException e) {
            throw new UncheckedIOException("could not read the upload " + file, e);
        }
    }
}
