package dev.backspike.api.inspection;

import static dev.backspike.api.inspection.ProcessInspectionsTest.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfinementTest {

    @TempDir
    private Path folder;

    @Test
    void aConfinedProcessReachesNeitherTheNetworkNorFilesBesideItsOwn() throws InspectionFailedException, IOException {
        Confinement confinement = Confinement.detect();
        assumeFalse(
                confinement.description().startsWith("none"),
                "neither bubblewrap nor unprivileged namespaces work here");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ProcessInspections inspections = inspections(confinement)) {
            assertThat(said(inspections, "write inside.txt")).isEqualTo("done");
            assertThat(said(inspections, "write " + folder.resolve("beside.txt")))
                    .isEqualTo("refused");
            assertThat(said(inspections, "connect " + server.getLocalPort())).isEqualTo("refused");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void withoutConfinementTheSameIsPossible() throws InspectionFailedException, IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ProcessInspections inspections = inspections(new Confinement("none", List.of()))) {
            assertThat(said(inspections, "write " + folder.resolve("beside.txt")))
                    .isEqualTo("done");
            assertThat(said(inspections, "connect " + server.getLocalPort())).isEqualTo("done");
        }
    }

    @Test
    void theScratchFolderStandsWhereTheWrapperNamesIt() {
        assertThat(new Confinement("test", List.of("box", "{scratch}", "--")).wrap(Path.of("/s"), List.of("java")))
                .containsExactly("box", "/s", "--", "java");
    }

    private static ProcessInspections inspections(Confinement confinement) {
        InspectionProperties properties =
                new InspectionProperties(InspectionProperties.Mode.PROCESS, 1, null, Duration.ofSeconds(60), 100);
        return new ProcessInspections(
                MisbehavingChild.command(),
                properties,
                new InspectionThreads(1, Duration.ofMinutes(1)),
                () -> confinement);
    }
}
