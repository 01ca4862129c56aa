package dev.backspike.cli.completion;

import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Prints a script that completes commands and options of backspike in a shell:",
            "  bash, zsh:  source <(./backspike completion bash)        (or zsh; in the start-up file of the shell)",
            "  fish:       ./backspike completion fish | source        (in config.fish)"
        })
public final class CompletionCommand implements Callable<Integer> {

    /** The name that shells complete, also behind a path such as {@code ./backspike}. */
    private static final String NAME = "backspike";

    /** What the launcher does without this program. */
    private static final List<String> OF_THE_LAUNCHER = List.of("serve", "start", "stop", "worker", "bench", "help");

    enum Shell {
        bash,
        zsh,
        fish
    }

    private final Terminal terminal;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell = Shell.bash;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private boolean help;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CommandLine all = everyCommand();
        terminal.text(
                switch (shell) {
                    // The script for bash sets zsh up to run it.
                    case bash, zsh -> AutoComplete.bash(NAME, all) + "\n";
                    case fish -> new FishScript(NAME, all.getCommandSpec()).text();
                });
        return ExitCode.SUCCEEDED;
    }

    private CommandLine everyCommand() {
        CommandSpec all = CommandSpec.create().name(NAME);
        spec.root().subcommands().forEach((name, command) -> all.addSubcommand(name, command));
        OF_THE_LAUNCHER.forEach(name -> all.addSubcommand(name, CommandSpec.create()));
        return new CommandLine(all);
    }
}
