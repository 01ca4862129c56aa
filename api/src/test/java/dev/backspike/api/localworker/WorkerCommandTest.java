package dev.backspike.api.localworker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class WorkerCommandTest {

    @Test
    void theWorkerStartsWithTheHeapAndTheStartUpCacheOfItsProperties(@TempDir Path folder) throws IOException {
        Path cache = Files.createFile(folder.resolve("process.aot"));
        assertThat(words(new LocalWorkerProperties(DataSize.ofMegabytes(128), cache)))
                .contains("-Xmx128m", "-XX:AOTCache=" + cache);
    }

    @Test
    void aCacheThatIsNotThereYetIsNotUsed(@TempDir Path folder) {
        assertThat(words(new LocalWorkerProperties(null, folder.resolve("process.aot"))))
                .noneMatch(word -> word.startsWith("-XX:AOTCache") || word.startsWith("-Xmx"));
        assertThat(words(new LocalWorkerProperties(null, null))).noneMatch(word -> word.startsWith("-XX:AOTCache"));
    }

    private static List<String> words(LocalWorkerProperties properties) {
        return WorkerCommand.of(properties).words();
    }
}
