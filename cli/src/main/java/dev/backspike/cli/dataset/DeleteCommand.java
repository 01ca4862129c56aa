package dev.backspike.cli.dataset;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description =
                "Deletes an uploaded file, or all files of a data set, unless a job that has not ended names them.")
final class DeleteCommand extends ServiceCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The data set.")
    private String dataset = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "Only this file.")
    private @Nullable String file;

    DeleteCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        client.deleteDataset(dataset, file);
        terminal.line("deleted " + dataset + (file == null ? "" : "/" + file));
        return ExitCode.SUCCEEDED;
    }
}
