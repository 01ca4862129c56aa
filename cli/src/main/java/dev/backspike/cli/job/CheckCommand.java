package dev.backspike.cli.job;

import dev.backspike.cli.dataset.DataText;
import dev.backspike.cli.dataset.SampleRaster;
import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.LocalService;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceOptions;
import dev.backspike.cli.spec.SpecDocument;
import dev.backspike.cli.spec.SpecOptions;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "check",
        description =
                "Validates a job specification without submitting it. Reports errors, the number of parameters, the "
                        + "memory needed, what the data contain, likely mistakes in them, and whether the gradients of the network "
                        + "agree with central differences of its loss. Draws some training samples.",
        footer = {
            "",
            "Exit codes: 0 valid, 1 a gradient is wrong, 2 wrong usage or invalid specification, 3 no service."
        })
public final class CheckCommand implements Callable<Integer> {

    /** The accuracy of central differences in double precision: 1e-5 for delays, 1e-6 for all other parameters. */
    private static final double LARGEST_ERROR = 1e-5;

    private static final int MOST_SAMPLES = 10;

    private final Terminal terminal;
    private final LocalService localService;

    @Mixin
    private SpecOptions spec = new SpecOptions();

    @Option(names = "--no-gradients", description = "Skips the gradient check, which takes some seconds.")
    private boolean noGradients;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Training samples to draw, 0 to 10. Default: ${DEFAULT-VALUE}.")
    private int samples = 2;

    @Option(names = "--json", description = "Prints the response of the service, and nothing else, on stdout.")
    private boolean json;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    public CheckCommand(Terminal terminal, LocalService localService) {
        this.terminal = terminal;
        this.localService = localService;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (samples < 0 || samples > MOST_SAMPLES) {
            throw CommandFailedException.badInput("--samples must be 0 to " + MOST_SAMPLES + ", was " + samples);
        }
        SpecDocument document = spec.document();
        URI url = service.url();
        ServiceClient client = service.client();
        localService.ensureUp(url, client, json ? terminal.onStderr() : terminal);
        JsonNode answer;
        try {
            answer = client.validate(document.toJson(), !noGradients, samples);
        } catch (IOException e) {
            throw CommandFailedException.unreachable(
                    "lost the connection to the service at " + url + " during validation: " + e);
        }
        // Not a number, which JSON has as a string, is no small error.
        boolean wrong = answer.has("gradients")
                && !(answer.at("/gradients/largestError").asDouble(Double.NaN) <= LARGEST_ERROR);
        if (json) {
            terminal.line(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } else {
            show(answer, wrong);
        }
        return wrong ? ExitCode.NOT_SUCCEEDED : ExitCode.SUCCEEDED;
    }

    private void show(JsonNode answer, boolean wrong) {
        Formatter text = new Formatter(Locale.ROOT);
        JsonNode resolved = answer.path("resolvedSpec");
        text.format("%s is valid\n", resolved.path("name").asString("job"));
        for (var population : resolved.at("/network/populations").properties()) {
            text.format(
                    "  %-12s %,9d %s\n",
                    population.getKey(),
                    population.getValue().path("size").asInt(),
                    population.getValue().at("/neuron/type").asString(""));
        }
        text.format("  %-12s %,9d\n", "parameters", answer.path("parameters").asLong());
        text.format(
                "  %-12s at least %s",
                "memory", bytes(answer.path("memoryBytes").asLong()));
        showData(answer.path("data"), resolved.at("/network/duration").asDouble(), text);
        JsonNode report = answer.path("gradients");
        if (report.isObject()) {
            showGradients(report, wrong, text);
        }
        terminal.line(text.toString());
    }

    private static void showData(JsonNode data, double durationMs, Formatter text) {
        for (var split : data.properties()) {
            JsonNode report = split.getValue();
            text.format("\n%s data\n", split.getKey());
            List<String> lines = new ArrayList<>(DataText.lines(report.path("counts")));
            if (report.at("/counts/spikes").asLong() > 0) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%,d spikes after the trial of %s ms",
                        report.path("spikesAfterTrial").asLong(),
                        DataText.number(durationMs)));
            }
            lines.addAll(DataText.warnings(report.path("warnings")));
            // those of the other parts look alike
            if (split.getKey().equals("train")) {
                for (JsonNode sample : report.path("examples")) {
                    lines.addAll(
                            SampleRaster.lines(sample, report.path("channels").asInt(1), durationMs));
                }
            }
            text.format("  %s", String.join("\n  ", lines));
        }
    }

    private static void showGradients(JsonNode report, boolean wrong, Formatter text) {
        text.format(
                "\ngradients of the exact solver against central differences, %d samples, %s\n",
                report.path("samples").asInt(), Formats.duration(Duration.ofMillis((long)
                        (1000 * report.path("seconds").asDouble()))));
        for (JsonNode array : report.path("arrays")) {
            text.format(
                    "  %-28s %3d compared, %2d skipped, largest relative error %.1e\n",
                    array.path("name").asString(),
                    array.path("compared").asInt(),
                    array.path("skipped").asInt(),
                    array.path("largestError").asDouble());
        }
        if (wrong) {
            text.format("WRONG: an error is above %.0e", LARGEST_ERROR);
        } else if (report.path("compared").asInt() == 0) {
            text.format(
                    "no gradient could be compared: at every sampled value the loss is discontinuous, or too large for"
                            + " the effect of a small change to be resolved");
        } else if (report.path("allZero").asBoolean()) {
            text.format(
                    "WARNING: the gradients are all zero. No parameter changes the loss of these samples, as when no"
                            + " hidden neuron spikes: the network will hardly learn from here. Try larger initial weights.");
        } else {
            text.format("the gradients are correct");
        }
    }

    private static String bytes(long bytes) {
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
