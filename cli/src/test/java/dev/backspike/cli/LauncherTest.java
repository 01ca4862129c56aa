package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./backspike} does without a build. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherTest {

    private static final Path LAUNCHER =
            Path.of("..", "backspike").toAbsolutePath().normalize();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void helpNamesEveryCommandFromAnyDirectoryAndThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), LAUNCHER);
        Path linkToLink = Files.createSymbolicLink(folder.resolve("other"), Path.of("link"));

        for (Path path : List.of(LAUNCHER, link, linkToLink)) {
            ClientRun help = launch(path, "--help");

            assertThat(help.exitCode()).isZero();
            assertThat(help.out())
                    .contains(
                            "train SPEC",
                            "sweep SPEC",
                            "check SPEC",
                            "follow ID",
                            "logs JOB",
                            "cancel ID",
                            "pause|resume ID",
                            "drain WORKER",
                            "undrain WORKER",
                            "retry JOB",
                            "datasets list|show|put|delete|get",
                            "submit SPEC",
                            "jobs [",
                            "show ID",
                            "compare JOB JOB",
                            "model JOB",
                            "workers",
                            "tokens list|create|revoke",
                            "completion bash|zsh|fish",
                            "serve",
                            "start",
                            "stop",
                            "worker",
                            "bench")
                    .contains("default " + LAUNCHER.toRealPath().resolveSibling("data"));
        }
        Files.delete(linkToLink);
        Files.delete(link);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''              | train SPEC
            fly             | unknown command fly
            worker          | worker requires --api URL or BACKSPIKE_URL
            worker --api    | --api requires the URL
            worker --api http://127.0.0.1:9 --token-file | --token-file requires a file
            worker --api http://127.0.0.1:9 --job | --job requires the id of a job
            stop it         | stop takes no arguments
            """)
    void wrongUsageIsCodeTwoAndSaysWhy(String arguments, String message) throws Exception {
        ClientRun run = launch(LAUNCHER, arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(run.err()).contains(message);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void stopEndsOnlyAProcessThatIsTheService() throws Exception {
        Files.writeString(
                folder.resolve("backspike.pid"), ProcessHandle.current().pid() + "\n");

        ClientRun run = launch(LAUNCHER, "stop");

        assertThat(run.err()).contains("no service is running in the background");
        assertThat(run.exitCode()).isZero();
        assertThat(folder.resolve("backspike.pid")).doesNotExist();
    }

    private ClientRun launch(Path launcher, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("BACKSPIKE_DATA_DIRECTORY", folder.toString());
        builder.redirectError(folder.resolve("stderr").toFile());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ClientRun(process.waitFor(), out, Files.readString(folder.resolve("stderr")));
    }
}
