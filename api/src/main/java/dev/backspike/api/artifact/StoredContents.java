package dev.backspike.api.artifact;

import dev.backspike.api.job.JobDeleted;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.storage.DefectiveContentException;
import dev.backspike.api.storage.Integrity;
import dev.backspike.api.storage.StoredContent;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The files in the store, together with the rows that refer to them.
 *
 * <p>Equal contents of a job are stored once, so that a content may be put again while its last row is being removed.
 * So that it is not deleted under whoever has just put it, both happen under the lock of the job: who is going to put
 * something first {@link #expect announces} it, which counts as pointing to it.
 */
@Component
class StoredContents {

    private static final Logger log = LoggerFactory.getLogger(StoredContents.class);

    private final ArtifactStore store;
    private final FileReferences references;
    private final Integrity integrity;
    private final JobQueue queue;
    private final TransactionTemplate transaction;

    StoredContents(
            ArtifactStore store,
            FileReferences references,
            Integrity integrity,
            JobQueue queue,
            TransactionTemplate transaction) {
        this.store = store;
        this.references = references;
        this.integrity = integrity;
        this.queue = queue;
        this.transaction = transaction;
    }

    /** Within the caller's transaction, which holds the lock of the job: the content is about to be put. */
    @Transactional(propagation = Propagation.MANDATORY)
    void expect(JobId jobId, Sha256 sha256, Instant now) {
        references.expect(jobId, sha256, now);
    }

    /** Within the caller's transaction, which adds a row that points to it. */
    @Transactional(propagation = Propagation.MANDATORY)
    void arrived(JobId jobId, Sha256 sha256) {
        references.forget(jobId, sha256);
    }

    /** After it has been announced, and outside of transactions. */
    void put(JobId jobId, Sha256 sha256, byte[] content) {
        store.put(jobId, sha256, content);
    }

    /**
     * Stores content for a job that is not visible yet.
     *
     * @return the sha256
     */
    Sha256 putForNewJob(JobId jobId, byte[] content) {
        Sha256 sha256 = Sha256.of(content);
        store.put(jobId, sha256, content);
        return sha256;
    }

    /** Whether a checkpoint or an artifact of the job has this content. */
    boolean isReferenced(JobId jobId, Sha256 sha256) {
        return references.fromStoredFiles(jobId, sha256);
    }

    /** Whether all of it is there. */
    boolean isWhole(JobId jobId, Sha256 sha256, long bytes) {
        return store.size(jobId, sha256).orElse(-1) == bytes;
    }

    /**
     * All of a content, after it has been compared with its hash.
     *
     * @param what the content as a user knows it
     * @throws DefectiveContentException if it is missing or damaged
     */
    byte[] read(JobId jobId, Sha256 sha256, String what) {
        integrity.require(what, new Content(jobId, sha256), sha256);
        try (InputStream content = store.open(jobId, sha256)) {
            return content.readAllBytes();
        } catch (NoSuchFileException e) {
            throw DefectiveContentException.missing(what, e);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read an artifact of job " + jobId, e);
        }
    }

    /** A content that is text. */
    String text(JobId jobId, Sha256 sha256, String what) {
        return new String(read(jobId, sha256, what), StandardCharsets.UTF_8);
    }

    /**
     * Opens content for an answer: it is compared with its hash now and read once more while it is sent.
     *
     * @param what the content as a user knows it
     * @throws DefectiveContentException if it is missing or damaged
     */
    Resource resource(JobId jobId, Sha256 sha256, String what) {
        integrity.require(what, new Content(jobId, sha256), sha256);
        return integrity.resource(what, new Content(jobId, sha256), sha256);
    }

    private final class Content implements StoredContent {

        private final JobId jobId;
        private final Sha256 sha256;

        Content(JobId jobId, Sha256 sha256) {
            this.jobId = jobId;
            this.sha256 = sha256;
        }

        @Override
        public String name() {
            return jobId + "/" + sha256;
        }

        @Override
        public Optional<Version> version() {
            return store.version(jobId, sha256);
        }

        @Override
        public InputStream open() throws IOException {
            return store.open(jobId, sha256);
        }
    }

    /** After a transaction that has removed a row: deletes the content unless something else points to it. */
    void deleteSoon(JobId jobId, Sha256 sha256) {
        // In a transaction and on a thread of its own: the caller's connection is not given back yet.
        Thread.ofVirtual().name("tidy-" + jobId).start(() -> {
            try {
                deleteUnreferenced(jobId, sha256, null);
            } catch (RuntimeException e) {
                log.warn("a file of job {} could not be deleted; the next sweep retries", jobId, e);
            }
        });
    }

    /** When a content was announced that nothing points to; null if it was not. */
    @Nullable
    Instant expectedAt(JobId jobId, Sha256 sha256) {
        return references.expectedAt(jobId, sha256);
    }

    /**
     * Deletes a content unless something points to it.
     *
     * @param forgotten the time of an announcement that does not count any more; null for none
     * @return whether it was deleted
     */
    boolean deleteUnreferenced(JobId jobId, Sha256 sha256, @Nullable Instant forgotten) {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            queue.lock(jobId); // if it is still there; else nothing can point to it
            if (forgotten != null) {
                references.forget(jobId, sha256, forgotten);
            }
            if (references.fromStoredFiles(jobId, sha256) || references.fromExpectedFiles(jobId, sha256)) {
                return false;
            }
            store.delete(jobId, sha256);
            return true;
        }));
    }

    @TransactionalEventListener
    void deleted(JobDeleted event) {
        store.deleteAll(event.jobId());
    }
}
