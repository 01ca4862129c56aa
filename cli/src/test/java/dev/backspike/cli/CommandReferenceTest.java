package dev.backspike.cli;

import dev.backspike.cli.profile.Profiles;
import dev.backspike.cli.service.LocalService;
import dev.backspike.cli.terminal.Terminal;
import dev.backspike.common.documentation.GeneratedBlock;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The reference of all commands in {@code docs/command-line.md} is what the commands say of themselves. */
class CommandReferenceTest {

    /** What the page says once. */
    private static final Set<String> COMMON = Set.of("--url", "--token-file", "--profile", "--help");

    private static final Set<String> ABOUT_PROFILES = Set.of("login", "logout");

    @Test
    void theReferenceIsCurrent() throws IOException {
        Terminal terminal = Terminal.ofProcess();
        StringBuilder text = new StringBuilder();
        CommandLineClient.commandLine(terminal, LocalService.ofProcess(terminal), Profiles.ofUser())
                .getSubcommands()
                .forEach((name, command) -> describe(text, name, command));
        GeneratedBlock.assertCurrent("docs/command-line.md", "commands", text.toString());
    }

    private static void describe(StringBuilder text, String name, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (!command.getSubcommands().isEmpty()) {
            command.getSubcommands().forEach((below, line) -> describe(text, name + " " + below, line));
            return;
        }
        text.append("### `").append(name);
        spec.positionalParameters().forEach(each -> text.append(' ').append(label(each)));
        text.append("`\n\n")
                .append(String.join(" ", spec.usageMessage().description()).strip())
                .append("\n\n");
        String rows = spec.positionalParameters().stream()
                        .map(each -> row(each.paramLabel(), each.description()))
                        .collect(Collectors.joining())
                + spec.options().stream()
                        .filter(option -> ABOUT_PROFILES.contains(name) || !COMMON.contains(option.longestName()))
                        .filter(option -> !option.longestName().equals("--help"))
                        .map(option -> row(names(option), option.description()))
                        .collect(Collectors.joining());
        if (!rows.isEmpty()) {
            text.append("| argument | meaning |\n|---|---|\n").append(rows).append('\n');
        }
    }

    private static String label(PositionalParamSpec each) {
        String label = each.paramLabel() + (each.arity().max() > 1 ? "..." : "");
        return each.arity().min() == 0 ? "[" + label + "]" : label;
    }

    private static String names(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() > 0 ? names + " " + option.paramLabel() : names;
    }

    private static String row(String name, String[] description) {
        String meaning = Arrays.stream(description).collect(Collectors.joining(" "));
        return "| `" + name + "` | " + meaning + " |\n";
    }
}
