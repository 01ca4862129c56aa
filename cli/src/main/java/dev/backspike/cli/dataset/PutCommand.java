package dev.backspike.cli.dataset;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "put",
        description =
                "Uploads data files. For each, prints the name that jobs use for it, what it contains and likely mistakes in "
                        + "it, and draws some samples. A file that was uploaded before is shown in the same way.")
final class PutCommand extends ServiceCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The data set that the files belong to.")
    private String dataset = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files in the HDF5 layout of SHD or in IDX, also as .gz; or models in NIR or safetensors.")
    private List<Path> files = List.of();

    @Mixin
    private SamplesOption samples = new SamplesOption();

    PutCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        UploadedFileText text = new UploadedFileText(terminal, client, samples.count());
        for (Path file : files) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw CommandFailedException.badInput(file + " is not a readable file");
            }
        }
        for (Path file : files) {
            text.show(dataset, client.upload(dataset, file));
        }
        return ExitCode.SUCCEEDED;
    }
}
