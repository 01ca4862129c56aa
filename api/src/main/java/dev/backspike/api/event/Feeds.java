package dev.backspike.api.event;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.ProblemCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The feeds of all jobs that have subscribers in this process. */
@Component
class Feeds {

    private final EventLog log;
    private final LatestEvents latest;
    private final Wakeups wakeups;
    private final JsonMapper json;
    private final StreamProperties properties;
    private final StreamEnds ends;
    private final Map<String, Feed> feeds = new HashMap<>();
    private int subscribers;

    Feeds(
            EventLog log,
            LatestEvents latest,
            Wakeups wakeups,
            JsonMapper json,
            StreamProperties properties,
            StreamEnds ends) {
        this.log = log;
        this.latest = latest;
        this.wakeups = wakeups;
        this.json = json;
        this.properties = properties;
        this.ends = ends;
    }

    /**
     * One more subscriber, who has to {@link #leave}.
     *
     * @throws ProblemException if there are too many
     */
    synchronized Feed join(String jobId) {
        if (subscribers >= properties.maxSubscribers()) {
            ends.count(StreamEnd.REFUSED);
            throw new ProblemException(
                    ProblemCode.TOO_MANY_SUBSCRIBERS,
                    "this service serves at most " + properties.maxSubscribers()
                            + " event streams at a time; retry later, or read /api/v1/jobs/" + jobId
                            + "/events");
        }
        Feed feed = feeds.computeIfAbsent(jobId, id -> new Feed(id, log, json, wakeups));
        feed.subscribers++;
        subscribers++;
        return feed;
    }

    synchronized void leave(Feed feed, StreamEnd end) {
        subscribers--;
        ends.count(end);
        if (--feed.subscribers == 0) {
            feeds.remove(feed.jobId());
            feed.close();
        }
    }

    synchronized int subscribers() {
        return subscribers;
    }

    private synchronized List<Feed> followed() {
        return List.copyOf(feeds.values());
    }

    /** Other replicas write events and delete jobs without waking threads of this one: one query serves all feeds. */
    @Scheduled(fixedDelayString = "${backspike.streams.check-interval:1s}")
    void look() {
        List<Feed> followed = followed();
        if (!followed.isEmpty()) {
            Map<String, Long> last =
                    latest.sequenceNumbers(followed.stream().map(Feed::jobId).toList());
            followed.forEach(feed -> feed.compare(last.get(feed.jobId())));
        }
    }
}
