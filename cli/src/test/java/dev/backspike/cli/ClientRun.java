package dev.backspike.cli;

import dev.backspike.cli.profile.Profiles;
import dev.backspike.cli.service.LocalService;
import dev.backspike.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a command did. */
record ClientRun(int exitCode, String out, String err) {

    /** Whether stdout can be redrawn. */
    enum Screen {
        PIPE,
        TERMINAL
    }

    static ClientRun of(String... args) {
        return on(Screen.PIPE, noLocalService(), args);
    }

    static ClientRun onTerminal(String... args) {
        return on(Screen.TERMINAL, noLocalService(), args);
    }

    static ClientRun with(Profiles profiles, String... args) {
        return on(Screen.PIPE, noLocalService(), profiles, args);
    }

    static ClientRun on(Screen screen, LocalService localService, String... args) {
        return on(screen, localService, new Profiles(Path.of("/nonexistent")), args);
    }

    private static ClientRun on(Screen screen, LocalService localService, Profiles profiles, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        boolean terminal = screen == Screen.TERMINAL;
        int exitCode = CommandLineClient.run(
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        terminal,
                        terminal,
                        100,
                        "./backspike"),
                localService,
                profiles,
                args);
        return new ClientRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    List<String> outLines() {
        return out.lines().toList();
    }

    private static LocalService noLocalService() {
        return new LocalService(Path.of("/nonexistent"), "./backspike", Path.of("/nonexistent"), Duration.ZERO);
    }
}
