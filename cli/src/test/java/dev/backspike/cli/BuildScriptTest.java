package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/build} and {@code deploy/find-jdk}, with a Maven that makes empty jars and a JDK that does nothing. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the scripts are POSIX shell scripts")
class BuildScriptTest {

    private static final List<String> PROGRAMS = List.of("api", "worker", "cli", "load");

    @TempDir
    private Path root = Path.of("");

    private Path source = Path.of("");
    private Path jdk = Path.of("");

    @BeforeEach
    void aProjectWithOneSourceFile() throws IOException {
        for (String script : List.of("build", "find-jdk")) {
            script("deploy/" + script, Files.readString(Path.of("..", "deploy", script)));
        }
        source = Files.writeString(directories("api/src/main").resolve("A.java"), "class A {}");
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        maven("""
                echo run >>runs
                for module in api worker cli deploy/load; do
                  mkdir -p $module/target/dist/lib
                  echo jar >$module/target/dist/backspike-${module##*/}-1.jar
                done
                """);
        jdk = jdk("jdk", "25.0.1");
    }

    @Test
    void aBuildHoldsEachProgramAndIsMadeOnce() throws Exception {
        Path first = build();
        Path second = build();

        assertThat(second).isEqualTo(first).startsWith(root.toRealPath().resolve("target/dist"));
        assertThat(PROGRAMS)
                .allSatisfy(program -> assertThat(first.resolve(program))
                        .isDirectoryContaining("glob:**/backspike-" + program + ".jar")
                        .isDirectoryContaining("glob:**/lib"));
        assertThat(mavenRuns()).isEqualTo(1);
    }

    @Test
    void aChangedSourceLeadsToANewBuildAndKeepsThePreviousOne() throws Exception {
        Path first = build();
        change();
        Path second = build();

        assertThat(second).isNotEqualTo(first);
        assertThat(first).isDirectory();
    }

    @Test
    void concurrentCommandsShareOneBuild() throws Exception {
        List<Process> commands = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            commands.add(start("build", jdk));
        }
        List<String> folders = new ArrayList<>();
        for (Process command : commands) {
            folders.add(finish(command).out());
        }

        assertThat(folders).allMatch(folders.getFirst()::equals);
        assertThat(mavenRuns()).isEqualTo(1);
    }

    @Test
    void theLockOfAProcessThatDiedIsTakenOver() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.writeString(directories("target/build.lock").resolve("pid"), dead.pid() + "\n");

        assertThat(build()).isDirectory();
        assertThat(root.resolve("target/build.lock")).doesNotExist();
    }

    @Test
    void aFailedBuildPrintsItsErrorsAndTheNextCommandBuildsAgain() throws Exception {
        Path before = build();
        change();
        maven("echo '[ERROR] A.java:1 is wrong'; exit 1");
        ClientRun failed = finish(start("build", jdk));

        assertThat(failed.exitCode()).isEqualTo(3);
        assertThat(failed.err()).contains("[ERROR] A.java:1 is wrong", "the build failed", "target/build.log");
        assertThat(failed.out()).isEmpty();
        assertThat(finish(start("build", jdk)).exitCode()).isEqualTo(3);
        assertThat(before).isDirectory();
    }

    @Test
    void anOldBuildIsRemovedUnlessAProcessRunsFromIt() throws Exception {
        Path inUse = build();
        Process service = new ProcessBuilder("sh", "-c", "read line", inUse + "/api/backspike-api.jar").start();
        try {
            change();
            Path unused = build();
            build();
            build();

            assertThat(inUse).isDirectory();
            assertThat(unused).doesNotExist();
        } finally {
            service.destroy();
        }
    }

    @Test
    void javaHomeIsPreferredIfItIsAJdkThatIsNewEnough() throws Exception {
        assertThat(finish(start("find-jdk", jdk)).out()).isEqualTo(jdk + "\n");
        Path newer = jdk("newer", "31-ea");
        assertThat(finish(start("find-jdk", newer)).out()).isEqualTo(newer + "\n");

        Path old = jdk("old", "21.0.2");
        assertThat(finish(start("find-jdk", old)).out()).isNotEqualTo(old + "\n");
        Path runtimeOnly = jdk("runtime-only", "25");
        Files.delete(runtimeOnly.resolve("bin/javac"));
        assertThat(finish(start("find-jdk", runtimeOnly)).out()).isNotEqualTo(runtimeOnly + "\n");
    }

    private Path build() throws Exception {
        ClientRun run = finish(start("build", jdk));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return Path.of(run.out().strip());
    }

    /** Makes the source newer than any build. */
    private void change() throws IOException {
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(3600)));
    }

    private long mavenRuns() throws IOException {
        return Files.readAllLines(root.resolve("runs")).size();
    }

    private Process start(String script, Path javaHome) throws IOException {
        Path errors = Files.createTempFile(root, "errors", "");
        ProcessBuilder builder =
                new ProcessBuilder(root.resolve("deploy").resolve(script).toString());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", javaHome.toString());
        environment.put("PATH", root.resolve("bin") + ":" + environment.get("PATH"));
        return builder.redirectError(errors.toFile()).start();
    }

    private ClientRun finish(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        StringBuilder errors = new StringBuilder();
        int exitCode = process.waitFor();
        try (var files = Files.newDirectoryStream(root, "errors*")) {
            for (Path file : files) {
                errors.append(Files.readString(file));
            }
        }
        return new ClientRun(exitCode, out, errors.toString());
    }

    private void maven(String commands) throws IOException {
        script("bin/mvn", "#!/bin/sh\n" + commands);
    }

    private Path jdk(String name, String version) throws IOException {
        script(name + "/bin/java", "#!/bin/sh\nexit 1\n");
        script(name + "/bin/javac", "#!/bin/sh\nexit 1\n");
        Files.writeString(
                root.resolve(name).resolve("release"), "IMPLEMENTOR=\"A\"\nJAVA_VERSION=\"" + version + "\"\n");
        return root.resolve(name);
    }

    private void script(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path directories(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }
}
