package dev.backspike.cli.follow;

import dev.backspike.cli.follow.JobRun.Output;
import dev.backspike.cli.service.ErrorResponseException;
import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Follows an accepted sweep by polling until it ends, then prints its results. */
public final class SweepFollower {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration GIVE_UP = Duration.ofMinutes(2);

    private final Terminal terminal;
    private final ServiceClient client;
    private final URI url;
    private final Output output;

    public SweepFollower(Terminal terminal, ServiceClient client, URI url, Output output) {
        this.terminal = terminal;
        this.client = client;
        this.url = url;
        this.output = output;
    }

    /** @return an {@link ExitCode} */
    public int toEnd(JsonNode sweep) throws InterruptedException {
        Terminal screen = output == Output.JSON ? terminal.onStderr() : terminal;
        String id = sweep.path("id").asString();
        Thread interrupted = new Thread(() -> screen.line("\nSweep " + id + " continues. Follow it again:  "
                + terminal.command() + " follow " + id + " --url " + url + "\nCancel it:  " + terminal.command()
                + " cancel " + id + " --url " + url));
        Runtime.getRuntime().addShutdownHook(interrupted);
        JsonNode ended;
        JsonNode results;
        try {
            ended = follow(sweep, id, new SweepProgress(screen));
            results = client.sweepResults(id);
        } catch (IOException e) {
            throw CommandFailedException.unreachable("lost the connection to the service at " + url + ": " + e);
        } finally {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
        switch (output) {
            case JSON ->
                terminal.line(Json.MAPPER
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(((ObjectNode) ended).set("results", results.path("configurations"))));
            case SUMMARY -> terminal.line(summary(ended, results));
        }
        return ended.path("state").asString("").equals("SUCCEEDED") ? ExitCode.SUCCEEDED : ExitCode.NOT_SUCCEEDED;
    }

    private JsonNode follow(JsonNode sweep, String id, SweepProgress progress) throws InterruptedException {
        JsonNode current = sweep;
        long lastContact = System.nanoTime();
        progress.show(current);
        while (current.path("endedAt").isNull()) {
            Thread.sleep(POLL);
            try {
                current = client.sweep(id);
                lastContact = System.nanoTime();
                progress.show(current);
            } catch (ErrorResponseException e) {
                if (!e.response().isServiceFault()) {
                    throw e;
                }
                progress.lost("the service failed (" + e.response().title() + ")");
            } catch (IOException e) {
                progress.lost("lost the connection to the service");
            }
            if (System.nanoTime() - lastContact > GIVE_UP.toNanos()) {
                throw CommandFailedException.unreachable(
                        "the service has not responded for " + Formats.duration(GIVE_UP) + "; sweep " + id
                                + " is persisted and continues when the service is back");
            }
        }
        progress.end();
        return current;
    }

    private String summary(JsonNode sweep, JsonNode results) {
        StringBuilder text = new StringBuilder(new ResultsTable(results).text());
        text.append(sweep.path("state").asString(""));
        JsonNode counts = sweep.path("counts");
        int stopped = sweep.path("stoppedBySweep").asInt();
        append(text, counts.path("SUCCEEDED").asInt(), "succeeded");
        append(text, stopped, "stopped by the sweep");
        append(text, counts.path("FAILED").asInt(), "failed");
        append(text, counts.path("CANCELLED").asInt() - stopped, "cancelled");
        String id = sweep.path("id").asString();
        if (counts.path("FAILED").asInt() > 0) {
            text.append("\nfailed runs: curl -fsS '")
                    .append(client.failedRunsUrl(id))
                    .append('\'');
        }
        return text.append("\nresults as CSV: curl -fsS -H 'Accept: text/csv' ")
                .append(client.resultsUrl(id))
                .toString();
    }

    private static void append(StringBuilder text, int runs, String what) {
        if (runs > 0) {
            text.append("  ").append(Formats.count(runs, "run")).append(' ').append(what);
        }
    }
}
