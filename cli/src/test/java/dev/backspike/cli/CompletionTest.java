package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {

    @TempDir
    private Path folder = Path.of("");

    /** Asked of bash itself. */
    @ParameterizedTest
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "bash is not a part of Windows")
    @CsvSource({
        "backspike co, compare completion",
        "backspike ser, serve",
        "backspike datasets p, put",
        "backspike show --sp, --spec",
        "backspike tokens create --sc, --scope"
    })
    void bashCompletesCommandsAndOptions(String line, String expected) throws Exception {
        Path script = Files.writeString(
                folder.resolve("script"), ClientRun.of("completion", "bash").out());
        String ask = "source " + script + "; COMP_WORDS=(" + line + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
                + "_complete_backspike; echo \"${COMPREPLY[@]}\"";
        // Outside of a completion, bash complains on stderr of a wish about file names.
        Process bash = new ProcessBuilder(List.of("bash", "--norc", "-c", ask))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

        assertThat(answer.split("\\s+")).containsExactlyInAnyOrder(expected.split(" "));
    }

    @Test
    void fishKnowsCommandsBelowCommandsAndFiles() {
        assertThat(ClientRun.of("completion", "fish").out())
                .contains(
                        "complete -c backspike -n '__fish_use_subcommand' -f -a jobs -d 'Lists jobs, newest first.'\n")
                .contains("-f -a serve\n")
                .contains("__fish_seen_subcommand_from datasets; and __fish_seen_subcommand_from put' -l samples -x ")
                .contains("-l token-file -r -F -d");
    }

    @Test
    void anotherShellIsWrongUsage() {
        ClientRun run = ClientRun.of("completion", "tcsh");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("bash, zsh, fish");
    }
}
