package dev.backspike.cli.dataset;

import dev.backspike.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

@Command(
        name = "datasets",
        description = "Uploads, lists, shows and deletes data, and fetches published data sets.",
        synopsisSubcommandLabel = "COMMAND")
public final class DatasetsCommand {

    private DatasetsCommand() {}

    /** The command with its subcommands. */
    public static CommandLine on(Terminal terminal) {
        return new CommandLine(CommandSpec.forAnnotatedObject(new DatasetsCommand()))
                .addSubcommand(new ListCommand(terminal))
                .addSubcommand(new ShowCommand(terminal))
                .addSubcommand(new PutCommand(terminal))
                .addSubcommand(new DeleteCommand(terminal))
                .addSubcommand(new GetCommand(terminal, DatasetSource.published()));
    }
}
