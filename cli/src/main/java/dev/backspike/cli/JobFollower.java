package dev.backspike.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Follows a job to its end over the event stream, and shows it. A lost connection is opened again after the last event
 * seen, so that none is missed or shown twice.
 */
final class JobFollower {

    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ServiceClient client;
    private final ProgressDisplay display;
    private final Timing timing;

    private Progress progress = Progress.NONE;
    private @Nullable String lastEventId;

    /**
     * @param silence how long a connection may be without any sign of life
     * @param pause before the first try to connect again; doubles with each
     * @param giveUp after so long without contact to the service
     */
    record Timing(Duration silence, Duration pause, Duration giveUp) {
        static final Timing DEFAULT = new Timing(Duration.ofSeconds(60), Duration.ofMillis(250), Duration.ofMinutes(2));
    }

    JobFollower(ServiceClient client, ProgressDisplay display, Timing timing) {
        this.client = client;
        this.display = display;
        this.timing = timing;
    }

    static boolean hasEnded(JsonNode job) {
        return ENDED.contains(job.path("state").asString(""));
    }

    /**
     * @param job the job resource when it was last seen
     * @return the resource of the ended job
     * @throws CommandFailedException when the service stays away
     */
    JsonNode follow(JsonNode job) throws InterruptedException {
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
            } catch (ProblemException e) {
                if (!e.problem().isServiceFault()) {
                    throw e;
                }
                display.note("the service has a problem (" + e.problem().title() + "); trying again");
            } catch (IOException e) {
                display.note("connection to the service lost (" + reason(e) + "); connecting again");
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
                        "no contact to the service for " + Wording.duration(timing.giveUp()) + "; job " + id
                                + " is kept there and goes on when the service does");
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        display.end();
        return current;
    }

    private void readEvents(String id) throws IOException, InterruptedException {
        try (EventStream stream = client.stream(id, lastEventId)) {
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
            case "attempt.started" ->
                display.note("training on engine " + data.path("engine").asString("?") + ", "
                        + Wording.count(data.path("threads").asInt(1), "thread"));
            case "attempt.lost" ->
                display.note("attempt " + data.path("attempt").asInt(1) + " was lost");
            case "attempt.suspect", "job.paused", "job.retry-wait" ->
                display.note(data.path("message").asString(""));
            case "note" -> display.note("note: " + data.path("message").asString(""));
            default -> {} // the job's states, which the end summarises
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
