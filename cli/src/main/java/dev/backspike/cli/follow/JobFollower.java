package dev.backspike.cli.follow;

import dev.backspike.cli.service.ErrorResponseException;
import dev.backspike.cli.service.ServerSentEvents;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.StreamEvent;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.Formats;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Follows a job until it ends over its event stream, and shows its progress. After a lost connection, the stream
 * resumes after the last event received, so that no event is missed or shown twice.
 */
public final class JobFollower {

    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ServiceClient client;
    private final ProgressDisplay display;
    private final Timing timing;

    private Progress progress = Progress.NONE;
    private @Nullable String lastEventId;

    /**
     * How long to wait.
     *
     * @param silence how long a connection may be silent
     * @param pause before the first retry; doubles with each further one
     * @param giveUp how long the service may be unavailable before the command fails
     */
    public record Timing(Duration silence, Duration pause, Duration giveUp) {
        static final Timing DEFAULT = new Timing(Duration.ofSeconds(60), Duration.ofMillis(250), Duration.ofMinutes(2));
    }

    public JobFollower(ServiceClient client, ProgressDisplay display, Timing timing) {
        this.client = client;
        this.display = display;
        this.timing = timing;
    }

    public static boolean hasEnded(JsonNode job) {
        return ENDED.contains(job.path("state").asString(""));
    }

    /**
     * @param job the job resource as last received
     * @return the resource of the ended job
     * @throws CommandFailedException if the service stays unavailable
     */
    public JsonNode follow(JsonNode job) throws InterruptedException {
        String id = job.path("id").asString();
        JsonNode current = job;
        Duration pause = timing.pause();
        long lastContact = System.nanoTime();
        while (!hasEnded(current)) {
            String seenBefore = lastEventId;
            try {
                readEvents(id);
                current = client.job(id);
                lastContact = System.nanoTime();
            } catch (ErrorResponseException e) {
                if (!e.response().isServiceFault()) {
                    throw e;
                }
                display.note("the service failed (" + e.response().title() + "); retrying");
            } catch (IOException e) {
                display.note("lost the connection to the service (" + reason(e) + "); reconnecting");
            }
            if (hasEnded(current)) {
                break;
            }
            if (lastEventId != null && !lastEventId.equals(seenBefore)) {
                pause = timing.pause();
                lastContact = System.nanoTime();
            }
            if (System.nanoTime() - lastContact > timing.giveUp().toNanos()) {
                throw CommandFailedException.unreachable(
                        "the service has not responded for " + Formats.duration(timing.giveUp()) + "; job " + id
                                + " is persisted and continues when the service is back");
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        display.end();
        return current;
    }

    private void readEvents(String id) throws IOException, InterruptedException {
        try (ServerSentEvents stream = client.stream(id, lastEventId)) {
            StreamEvent event = stream.next(timing.silence());
            while (event != null) {
                lastEventId = event.id() == null ? lastEventId : event.id();
                show(event);
                if (event.endsJob()) {
                    return;
                }
                event = stream.next(timing.silence());
            }
        }
    }

    private void show(StreamEvent event) {
        progress = progress.after(event);
        JsonNode data = event.data();
        switch (event.type()) {
            case "metrics" -> display.show(progress);
            case "job.running" -> {
                if (data.has("workers")) {
                    display.note("attempt " + data.path("attempt").asInt(1) + " has "
                            + data.path("workers").size() + " replicas, on workers "
                            + data.path("workers")
                                    .valueStream()
                                    .map(JsonNode::asString)
                                    .collect(Collectors.joining(", ")));
                }
            }
            case "attempt.started" ->
                display.note("training on engine " + data.path("engine").asString("?") + ", "
                        + Formats.count(data.path("threads").asInt(1), "thread"));
            case "attempt.lost" ->
                display.note("attempt " + data.path("attempt").asInt(1) + " was lost");
            case "attempt.suspect", "job.paused", "job.retry-wait" ->
                display.note(data.path("message").asString(""));
            case "note" -> display.note("note: " + data.path("message").asString(""));
            default -> {} // state changes; the summary reports the final state
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
