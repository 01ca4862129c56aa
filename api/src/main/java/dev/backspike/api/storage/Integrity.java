package dev.backspike.api.storage;

import dev.backspike.api.storage.DefectiveContentException.Defect;
import dev.backspike.common.id.Sha256;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * Compares stored files with the SHA-256 that they were stored under, before any byte of them is served.
 *
 * <p>Reading a content through costs about a second per gigabyte. Its result therefore holds for an hour as long as the
 * store says that the content has not been written since, so that a client that fetches a file in many ranges does not
 * have it read as often.
 */
@Component
public class Integrity {

    private static final Logger log = LoggerFactory.getLogger(Integrity.class);
    private static final int BLOCK = 1 << 20;
    private static final int REMEMBERED = 10_000;
    private static final Duration HOLDS = Duration.ofHours(1);

    private final Map<Defect, Counter> defects = new EnumMap<>(Defect.class);
    private final Map<String, Verdict> verdicts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verdict> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Verdict(StoredContent.Version version, Sha256 sha256, long nanos) {}

    Integrity(MeterRegistry meters) {
        for (Defect defect : Defect.values()) {
            defects.put(
                    defect,
                    Counter.builder("backspike.artifact.defects")
                            .tag("defect", defect.name().toLowerCase(Locale.ROOT))
                            .description(
                                    "Requests for stored models, checkpoints and data files that could not be served,"
                                            + " as the file was missing or its bytes no longer matched its SHA-256")
                            .register(meters));
        }
    }

    /**
     * Returns if the content is there and has this hash.
     *
     * @param what the content as a user knows it
     * @return its size in bytes
     * @throws DefectiveContentException if it is missing or damaged
     * @throws UncheckedIOException if it cannot be read now
     */
    public long require(String what, StoredContent content, Sha256 expected) {
        Optional<Verdict> found;
        try {
            found = verdict(content);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + what, e);
        }
        if (found.isEmpty()) {
            throw defective(what, content, Defect.MISSING);
        }
        if (!found.get().sha256().equals(expected)) {
            throw defective(what, content, Defect.DAMAGED);
        }
        return found.get().version().bytes();
    }

    /**
     * A content for an answer: compared with its hash now, read once more as it is sent.
     *
     * @param what the content as a user knows it
     * @throws DefectiveContentException if it is missing or damaged
     */
    public Resource resource(String what, StoredContent content, Sha256 expected) {
        return new VerifiedResource(what, content, require(what, content, expected));
    }

    private DefectiveContentException defective(String what, StoredContent content, Defect defect) {
        DefectiveContentException failure = new DefectiveContentException(what, defect);
        log.error("{} ({})", failure.detail(), content.name());
        Objects.requireNonNull(defects.get(defect)).increment();
        return failure;
    }

    /** Empty if there is no such content. */
    private Optional<Verdict> verdict(StoredContent content) throws IOException {
        Optional<StoredContent.Version> version = content.version();
        if (version.isEmpty()) {
            return Optional.empty();
        }
        Verdict known = remembered(content.name());
        if (known != null
                && known.version().equals(version.get())
                && System.nanoTime() - known.nanos() < HOLDS.toNanos()) {
            return Optional.of(known);
        }
        try {
            Verdict found = new Verdict(version.get(), hash(content), System.nanoTime());
            remember(content.name(), found);
            return Optional.of(found);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Sha256 hash(StoredContent content) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] block = new byte[BLOCK];
        int[] read = new int[1];
        try (InputStream in = content.open()) {
            do {
                DiskThreads.run(() -> {
                    read[0] = in.readNBytes(block, 0, BLOCK);
                    digest.update(block, 0, read[0]);
                });
            } while (read[0] == BLOCK);
        }
        return Sha256.from(digest.digest());
    }

    private @Nullable Verdict remembered(String name) {
        synchronized (verdicts) {
            return verdicts.get(name);
        }
    }

    private void remember(String name, Verdict verdict) {
        synchronized (verdicts) {
            verdicts.put(name, verdict);
        }
    }
}
