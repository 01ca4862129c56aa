package dev.backspike.api.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ArtifactStore} must do. */
abstract class ArtifactStoreContract {

    static final JobId JOB = new JobId("j010000000000000000");
    static final JobId OTHER = new JobId("j011000000000000000");
    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

    /** An empty one. */
    abstract ArtifactStore store();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 3_000_000})
    void whatIsPutComesBackToTheByte(int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(1).nextBytes(content);

        Sha256 sha256 = put(JOB, content);

        assertThat(store().size(JOB, sha256)).hasValue(bytes);
        try (InputStream read = store().open(JOB, sha256)) {
            assertThat(read.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void puttingAContentAgainChangesNothing() throws IOException {
        Sha256 first = put(JOB, "same".getBytes(UTF_8));
        Sha256 second = put(JOB, "same".getBytes(UTF_8));

        assertThat(second).isEqualTo(first);
        assertThat(store().writtenBefore(LATER)).containsExactly(new ArtifactStore.Stored(JOB, first));
        assertThat(text(JOB, first)).isEqualTo("same");
    }

    @Test
    void whatIsNotThereIsSaidNotToBe() {
        Sha256 absent = Sha256.of("absent".getBytes(UTF_8));

        assertThat(store().size(JOB, absent)).isEmpty();
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> store().open(JOB, absent));
        store().delete(JOB, absent);
        store().deleteAll(JOB);
        assertThat(store().writtenBefore(LATER)).isEmpty();
    }

    @Test
    void onlyWhatIsDeletedIsGone() throws IOException {
        Sha256 gone = put(JOB, "gone".getBytes(UTF_8));
        Sha256 kept = put(JOB, "kept".getBytes(UTF_8));
        put(OTHER, "gone".getBytes(UTF_8));

        store().delete(JOB, gone);

        assertThat(store().size(JOB, gone)).isEmpty();
        assertThat(text(JOB, kept)).isEqualTo("kept");
        assertThat(text(OTHER, gone)).isEqualTo("gone");
    }

    @Test
    void allOfAJobIsDeletedAndNothingOfAnotherWhoseNameBeginsAlike() throws IOException {
        put(JOB, "a".getBytes(UTF_8));
        put(JOB, "b".getBytes(UTF_8));
        Sha256 kept = put(OTHER, "c".getBytes(UTF_8));

        store().deleteAll(JOB);

        assertThat(store().writtenBefore(LATER)).containsExactly(new ArtifactStore.Stored(OTHER, kept));
        assertThat(text(OTHER, kept)).isEqualTo("c");
    }

    @Test
    void whatIsYoungIsNotOld() {
        put(JOB, "young".getBytes(UTF_8));

        assertThat(store().writtenBefore(Instant.parse("2020-01-01T00:00:00Z"))).isEmpty();
    }

    private Sha256 put(JobId job, byte[] content) {
        Sha256 sha256 = Sha256.of(content);
        store().put(job, sha256, content);
        return sha256;
    }

    private String text(JobId job, Sha256 sha256) throws IOException {
        try (InputStream read = store().open(job, sha256)) {
            return new String(read.readAllBytes(), UTF_8);
        }
    }
}
