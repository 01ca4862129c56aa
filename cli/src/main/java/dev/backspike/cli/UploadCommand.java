package dev.backspike.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "upload", description = "Uploads data files and prints the name that a job uses for each of them.")
final class UploadCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "NAME", description = "The data set that the files belong to.")
    private String dataset = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files in the HDF5 layout of SHD or in IDX, also as .gz; or models in NIR or safetensors.")
    private List<Path> files = List.of();

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    UploadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        for (Path file : files) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw CommandFailedException.badInput(file + " is not a readable file");
            }
        }
        ServiceClient client = service.client();
        for (Path file : files) {
            try {
                JsonNode stored = client.upload(dataset, file);
                terminal.line(stored.path("reference").asString("") + "  "
                        + stored.path("kind").asString("")
                        // models have none
                        + (stored.has("samples") ? ", " + stored.path("samples").asInt() + " samples" : ""));
            } catch (IOException e) {
                throw CommandFailedException.unreachable("no service at " + service.url() + ": " + e);
            }
        }
        return ExitCode.SUCCEEDED;
    }
}
