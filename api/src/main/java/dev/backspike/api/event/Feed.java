package dev.backspike.api.event;

import dev.backspike.api.wakeup.Wakeups;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The newest events of one job for all its subscribers in this process: the first one to ask after a change reads the
 * table, the others share what it has read. A subscriber that is further behind reads the table itself, page by page.
 */
final class Feed {

    /** A page is what one subscriber holds in memory. */
    private static final int PAGE = 64;
    /** Characters kept for all subscribers of the job together. */
    private static final int KEPT = 1 << 17;

    private final String jobId;
    private final EventLog log;
    private final JsonMapper json;
    private final Wakeups wakeups;
    /** Keeps the topic, and with it the count of changes, for as long as the feed is used. */
    private final Wakeups.Waiter listening;

    private final Deque<RenderedEvent> newest = new ArrayDeque<>();
    private int kept;
    private long end;
    private long changesRead = -1;
    private volatile boolean gone;
    /** Guarded by {@link Feeds}. */
    int subscribers;

    Feed(String jobId, EventLog log, JsonMapper json, Wakeups wakeups) {
        this.jobId = jobId;
        this.log = log;
        this.json = json;
        this.wakeups = wakeups;
        this.listening = wakeups.listen(jobId);
        Long last = log.last(jobId);
        this.end = last == null ? 0 : last;
    }

    String jobId() {
        return jobId;
    }

    /** Sequence number of the newest event that it knows. */
    synchronized long end() {
        return end;
    }

    /** Whether the job has been deleted. */
    boolean gone() {
        return gone;
    }

    /** @param lastSeq the sequence number of the latest event of the job; null if the job has been deleted */
    void compare(@Nullable Long lastSeq) {
        if (lastSeq == null) {
            gone = true;
        }
        if (lastSeq == null || lastSeq > end()) {
            wakeups.raise(jobId);
        }
    }

    /** The next events after a sequence number, in order; none if there are no more. */
    List<RenderedEvent> after(long seq) {
        synchronized (this) {
            readOn();
            if (seq >= end) {
                return List.of();
            }
            if (!newest.isEmpty() && seq + 1 >= newest.getFirst().seq()) {
                return newest.stream()
                        .filter(event -> event.seq() > seq)
                        .limit(PAGE)
                        .toList();
            }
        }
        return read(seq);
    }

    private void readOn() {
        long changes = wakeups.changes(jobId);
        if (changes == changesRead) {
            return;
        }
        List<RenderedEvent> page;
        do {
            page = read(end);
            for (RenderedEvent event : page) {
                newest.addLast(event);
                kept += event.text().length();
                end = event.seq();
            }
            while (kept > KEPT) {
                kept -= newest.removeFirst().text().length();
            }
        } while (page.size() == PAGE);
        changesRead = changes;
    }

    private List<RenderedEvent> read(long after) {
        return log.after(jobId, after, PAGE).stream()
                .map(event -> RenderedEvent.of(event, json))
                .toList();
    }

    void close() {
        listening.close();
    }
}
