package dev.backspike.cli.follow;

import dev.backspike.cli.follow.JobFollower.Timing;
import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceOptions;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Follows an accepted job until it ends and prints a summary; an interrupt prints how to follow the job again. */
public final class JobRun {

    /** The form of the result. */
    public enum Output {
        SUMMARY,
        /** The job resource on stdout, everything else on stderr. */
        JSON;

        public static Output of(boolean json) {
            return json ? JSON : SUMMARY;
        }
    }

    private final Terminal terminal;
    private final ServiceClient client;
    private final URI url;
    private final Output output;

    public JobRun(Terminal terminal, ServiceClient client, URI url, Output output) {
        this.terminal = terminal;
        this.client = client;
        this.url = url;
        this.output = output;
    }

    /** @return an {@link ExitCode} */
    public int toEnd(JsonNode job) throws InterruptedException {
        Terminal screen = output == Output.JSON ? terminal.onStderr() : terminal;
        String id = job.path("id").asString();
        Thread interrupted = new Thread(() -> screen.line("\nJob " + id + " continues. Follow it again:  "
                + terminal.command() + " follow " + id + urlOption() + "\nCancel it:  " + terminal.command()
                + " cancel " + id + urlOption()));
        // Ctrl-C ends the JVM with exit code 130 after its shutdown hooks.
        Runtime.getRuntime().addShutdownHook(interrupted);
        JsonNode ended;
        try {
            ended = new JobFollower(client, ProgressDisplay.on(screen), Timing.DEFAULT).follow(job);
        } finally {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
        switch (output) {
            case JSON ->
                terminal.line(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(ended));
            case SUMMARY -> terminal.line(summary(ended));
        }
        return ended.path("state").asString("").equals("SUCCEEDED") ? ExitCode.SUCCEEDED : ExitCode.NOT_SUCCEEDED;
    }

    private String summary(JsonNode job) {
        List<String> parts = new ArrayList<>();
        String state = job.path("state").asString();
        String reason = job.path("stateReason").path("message").asString("");
        parts.add(state.equals("SUCCEEDED") || reason.isBlank() ? state : state + ": " + reason);
        parts.addAll(Formats.split(Json.numbers(job.path("latest")), "test"));
        if (job.path("startedAt").isString() && job.path("endedAt").isString()) {
            parts.add("in "
                    + Formats.duration(Duration.between(
                            Instant.parse(job.path("startedAt").asString()),
                            Instant.parse(job.path("endedAt").asString()))));
        }
        if (state.equals("SUCCEEDED")) {
            parts.add(
                    "model: " + terminal.command() + " model " + job.path("id").asString() + urlOption());
        }
        return String.join("  ", parts);
    }

    private String urlOption() {
        return url.equals(ServiceOptions.LOCAL) ? "" : " --url " + url;
    }
}
