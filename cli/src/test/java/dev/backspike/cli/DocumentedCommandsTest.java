package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.cli.profile.Profiles;
import dev.backspike.cli.service.LocalService;
import dev.backspike.cli.terminal.Terminal;
import dev.backspike.common.documentation.MarkdownPage;
import dev.backspike.common.documentation.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every use of {@code ./backspike} in a document is a command that exists, with options that it has. */
class DocumentedCommandsTest {

    private static final Pattern USAGE = Pattern.compile("(?m)^  \\$command_name ([a-z|]+)(.*)$");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

    private static final Terminal TERMINAL = Terminal.ofProcess();

    private final Map<String, CommandLine> ofTheClient = CommandLineClient.commandLine(
                    TERMINAL, LocalService.ofProcess(TERMINAL), Profiles.ofUser())
            .getSubcommands();

    @Test
    void everyCommandThatADocumentNamesExists() throws IOException {
        Set<String> commands = ofTheLauncher();
        for (MarkdownPage page : MarkdownPage.all()) {
            assertThat(ShellCommand.in(page))
                    .as(page.toString())
                    .allSatisfy(used -> assertThat(used.name()).isIn(commands));
        }
    }

    @Test
    void everyOptionOfTheClientThatADocumentNamesExists() {
        for (MarkdownPage page : MarkdownPage.all()) {
            for (ShellCommand used : ShellCommand.in(page)) {
                if (ofTheClient.containsKey(used.name())) {
                    assertThat(used.options())
                            .as(page + ": " + used)
                            .isSubsetOf(optionsOf(ofTheClient.get(used.name())));
                }
            }
        }
    }

    /** Its own and those of the commands below it. */
    private static Set<String> optionsOf(CommandLine command) {
        Set<String> options =
                new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
        command.getSubcommands().values().forEach(below -> options.addAll(optionsOf(below)));
        return options;
    }

    /** What else they take are properties, which contain a dot. */
    @Test
    void everyOptionOfTheLauncherThatADocumentNamesIsInItsHelp() throws IOException {
        String help = Files.readString(MarkdownPage.ROOT.resolve("backspike"));
        Set<String> known =
                OPTION.matcher(help).results().map(found -> found.group()).collect(Collectors.toSet());
        for (MarkdownPage page : MarkdownPage.all()) {
            for (ShellCommand used : ShellCommand.in(page)) {
                if (Set.of("serve", "start", "stop", "worker").contains(used.name())) {
                    assertThat(used.options())
                            .as(page + ": " + used)
                            .allSatisfy(option -> assertThat(option.contains(".") || known.contains(option))
                                    .isTrue());
                }
            }
        }
    }

    @Test
    void everyCommandIsDocumented() throws IOException {
        Set<String> documented = MarkdownPage.all().stream()
                .flatMap(page -> ShellCommand.in(page).stream())
                .map(ShellCommand::name)
                .collect(Collectors.toSet());

        assertThat(documented).containsAll(ofTheLauncher());
    }

    @Test
    void theLauncherListsEveryCommandOfTheClient() throws IOException {
        assertThat(ofTheLauncher()).containsAll(ofTheClient.keySet());
    }

    /** The commands of its help. */
    private static Set<String> ofTheLauncher() throws IOException {
        String launcher = Files.readString(MarkdownPage.ROOT.resolve("backspike"));
        return USAGE.matcher(launcher)
                .results()
                .flatMap(line -> Arrays.stream(line.group(1).split("\\|")))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
