package dev.backspike.cli.dataset;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Shows an uploaded file: the name that jobs use for it, what it contains, warnings, and some of its samples. */
final class UploadedFileText {

    private static final Set<String> DRAWN = Set.of("shd-hdf5", "idx-images");

    private final Terminal terminal;
    private final ServiceClient client;
    private final int samples;

    /** @param samples how many to draw */
    UploadedFileText(Terminal terminal, ServiceClient client, int samples) {
        this.terminal = terminal;
        this.client = client;
        this.samples = samples;
    }

    /** @param stored the file as the REST API describes it */
    void show(String dataset, JsonNode stored) throws IOException, InterruptedException {
        String kind = stored.path("kind").asString("");
        terminal.line(Terminal.printable(stored.path("reference").asString("")) + "  " + kind);
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
