package dev.backspike.api.event;

import dev.backspike.api.wakeup.Wakeups;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Sends the events of one job to one subscriber, page by page, until the job ends. It runs on a virtual thread: a slow
 * reader blocks only that thread and holds one page in memory; one that reads nothing for the time-out of the server is
 * disconnected and can resume from its last event.
 */
final class Subscription implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Subscription.class);

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    private final SseEmitter emitter;
    private final Feed feed;
    private final Feeds feeds;
    private final EventLog events;
    private final Wakeups wakeups;
    private long seq;
    private volatile boolean gone;

    /** @param feed already joined; the subscription leaves it */
    Subscription(SseEmitter emitter, Feed feed, long afterSeq, Feeds feeds, EventLog events, Wakeups wakeups) {
        this.emitter = emitter;
        this.feed = feed;
        this.seq = afterSeq;
        this.feeds = feeds;
        this.events = events;
        this.wakeups = wakeups;
        emitter.onCompletion(() -> gone = true);
        emitter.onError(_ -> gone = true);
    }

    @Override
    public void run() {
        StreamEnd end = StreamEnd.FAILED;
        try (Wakeups.Waiter waiter = wakeups.listen(feed.jobId())) {
            end = follow(waiter);
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            end = timedOut(e) ? StreamEnd.TOO_SLOW : StreamEnd.DISCONNECTED;
            log.debug("subscriber of job {} disconnected: {}", feed.jobId(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end = StreamEnd.SHUTDOWN;
            emitter.complete();
        } catch (RuntimeException e) {
            log.error("event stream of job {} failed after event {}", feed.jobId(), seq, e);
            emitter.completeWithError(e);
        } finally {
            feeds.leave(feed, end);
        }
    }

    /** A write that waited for the subscriber until the time-out of the server. */
    private static boolean timedOut(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private StreamEnd follow(Wakeups.Waiter waiter) throws IOException, InterruptedException {
        emitter.send(SseEmitter.event().comment("events of job " + feed.jobId()));
        long lastSent = System.nanoTime();
        while (!gone && !wakeups.closed() && !feed.gone()) {
            List<RenderedEvent> page = feed.after(seq);
            if (!page.isEmpty()) {
                send(page);
                lastSent = System.nanoTime();
                if (page.getLast().endsJob() && isLast(page.getLast())) {
                    return StreamEnd.JOB_ENDED;
                }
                continue;
            }
            Duration untilHeartbeat = HEARTBEAT.minusNanos(System.nanoTime() - lastSent);
            if (untilHeartbeat.isPositive()) {
                waiter.await(untilHeartbeat);
            } else {
                emitter.send(SseEmitter.event().comment("alive"));
                lastSent = System.nanoTime();
            }
        }
        if (gone) {
            return StreamEnd.DISCONNECTED;
        }
        return feed.gone() ? StreamEnd.JOB_DELETED : StreamEnd.SHUTDOWN;
    }

    /** A job that had ended may have been retried since. */
    private boolean isLast(RenderedEvent event) {
        Long last = events.last(feed.jobId());
        return last != null && last == event.seq();
    }

    /** Sends a page of events in one write. */
    private void send(List<RenderedEvent> page) throws IOException {
        String text = page.stream().map(RenderedEvent::text).collect(Collectors.joining());
        emitter.send(Set.of(new DataWithMediaType(text, TEXT)));
        seq = page.getLast().seq();
    }
}
