package dev.backspike.cli.dataset;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceOptions;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "upload",
        description = {
            "Uploads data files. For each, prints the name that jobs use for it, what it contains and likely mistakes in",
            "it, and draws some samples. A file that was uploaded before is shown in the same way."
        })
public final class UploadCommand implements Callable<Integer> {

    private static final int MOST_SAMPLES = 20;
    private static final Set<String> DRAWN = Set.of("shd-hdf5", "idx-images");

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "NAME", description = "The data set that the files belong to.")
    private String dataset = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files in the HDF5 layout of SHD or in IDX, also as .gz; or models in NIR or safetensors.")
    private List<Path> files = List.of();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Samples of each file to draw, 0 to 20. Default: ${DEFAULT-VALUE}.")
    private int samples = 1;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    public UploadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (samples < 0 || samples > MOST_SAMPLES) {
            throw CommandFailedException.badInput("--samples must be 0 to " + MOST_SAMPLES + ", was " + samples);
        }
        for (Path file : files) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw CommandFailedException.badInput(file + " is not a readable file");
            }
        }
        ServiceClient client = service.client();
        for (Path file : files) {
            try {
                show(client.upload(dataset, file), client);
            } catch (IOException e) {
                throw CommandFailedException.unreachable("no service at " + service.url() + ": " + e);
            }
        }
        return ExitCode.SUCCEEDED;
    }

    private void show(JsonNode stored, ServiceClient client) throws IOException, InterruptedException {
        String kind = stored.path("kind").asString("");
        terminal.line(stored.path("reference").asString("") + "  " + kind);
        List<String> lines = new ArrayList<>();
        // models have none
        if (stored.has("counts")) {
            lines.addAll(DataText.lines(stored.path("counts")));
        }
        lines.addAll(DataText.warnings(stored.path("warnings")));
        if (samples > 0 && DRAWN.contains(kind)) {
            String file = stored.path("file").asString("");
            for (JsonNode sample : client.samples(dataset, file, samples).path("samples")) {
                lines.addAll(SampleRaster.lines(sample, stored.path("channels").asInt(1), 0));
            }
        }
        lines.forEach(line -> terminal.line("  " + line));
    }
}
