package dev.backspike.api.artifact;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactStoreTest extends ArtifactStoreContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Override
    ArtifactStore store() {
        return new FileArtifactStore(data);
    }
}
