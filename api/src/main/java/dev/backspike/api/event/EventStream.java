package dev.backspike.api.event;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends one subscriber the events of one job, from the table, page by page, until the job ends. Runs on a virtual
 * thread of its own: a slow reader blocks that thread and nothing else, and holds one page in memory.
 */
final class EventStream implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);

    private static final int PAGE = 200;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    /** Other replicas write events without waking us. */
    private static final Duration RECHECK = Duration.ofSeconds(1);

    private final SseEmitter emitter;
    private final String jobId;
    private final EventLog events;
    private final Wakeups wakeups;
    private final JsonMapper json;
    private long seq;
    private volatile boolean gone;

    EventStream(SseEmitter emitter, String jobId, long afterSeq, EventLog events, Wakeups wakeups, JsonMapper json) {
        this.emitter = emitter;
        this.jobId = jobId;
        this.seq = afterSeq;
        this.events = events;
        this.wakeups = wakeups;
        this.json = json;
        emitter.onCompletion(() -> gone = true);
        emitter.onError(_ -> gone = true);
    }

    @Override
    public void run() {
        try (Wakeups.Waiter waiter = wakeups.listen(jobId)) {
            follow(waiter);
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            log.debug("subscriber of job {} has gone: {}", jobId, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        } catch (RuntimeException e) {
            log.error("event stream of job {} broke off after event {}", jobId, seq, e);
            emitter.completeWithError(e);
        }
    }

    private void follow(Wakeups.Waiter waiter) throws IOException, InterruptedException {
        emitter.send(SseEmitter.event().comment("events of job " + jobId));
        long lastSent = System.nanoTime();
        while (!gone && !wakeups.closed()) {
            List<JobEvent> page = events.after(jobId, seq, PAGE);
            for (JobEvent event : page) {
                send(event);
                lastSent = System.nanoTime();
            }
            if (!page.isEmpty() && page.getLast().type().endsJob() && isLast(page.getLast())) {
                return;
            }
            if (page.isEmpty()) {
                if (System.nanoTime() - lastSent >= HEARTBEAT.toNanos()) {
                    if (!events.knows(jobId)) {
                        return;
                    }
                    emitter.send(SseEmitter.event().comment("alive"));
                    lastSent = System.nanoTime();
                }
                waiter.await(RECHECK);
            }
        }
    }

    /** A job that has ended may have been tried again since. */
    private boolean isLast(JobEvent event) {
        Long last = events.last(jobId);
        return last != null && last == event.seq();
    }

    private void send(JobEvent event) throws IOException {
        emitter.send(SseEmitter.event()
                .id(Long.toString(event.seq()))
                .name(event.type().word())
                .data(json.writeValueAsString(event), MediaType.TEXT_PLAIN));
        seq = event.seq();
    }
}
