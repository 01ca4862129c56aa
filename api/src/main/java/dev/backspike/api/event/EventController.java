package dev.backspike.api.event;

import dev.backspike.api.http.PageLimit;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.id.JobId;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@RestController
@RequestMapping("/api/v1/jobs/{id}")
class EventController {

    private static final int MAX_LIMIT = 1000;

    private final EventLog events;
    private final Feeds feeds;
    private final Wakeups wakeups;

    EventController(EventLog events, Feeds feeds, Wakeups wakeups) {
        this.events = events;
        this.feeds = feeds;
        this.wakeups = wakeups;
    }

    /** @param nextAfter the value of {@code after} for the next page; null on the last page */
    record EventPage(List<JobEvent> events, @Nullable Long nextAfter) {}

    /**
     * Lists the events of a job in order, after a sequence number.
     *
     * @param type only events of these types
     */
    @GetMapping(path = "/events", produces = MediaType.APPLICATION_JSON_VALUE)
    EventPage list(
            @PathVariable JobId id,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(required = false) @Nullable Set<String> type,
            @RequestParam(defaultValue = "100") int limit) {
        PageLimit.check(limit, MAX_LIMIT);
        if (after < 0) {
            throw ProblemException.badParameter("after", "must not be negative");
        }
        Set<EventType> types = type == null ? EnumSet.allOf(EventType.class) : types(type);
        existing(id);
        List<JobEvent> page = events.after(id.text(), after, types, limit);
        return new EventPage(page, page.size() < limit ? null : page.getLast().seq());
    }

    /**
     * Streams events, first those after Last-Event-ID, then live. The stream ends after the event that ends the job; a
     * subscriber that already has that event receives 204, which tells browsers not to reconnect.
     */
    @ApiResponse(responseCode = "200", description = "events as they occur", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "204", description = "there will be no more events")
    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<SseEmitter> stream(
            @PathVariable JobId id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String header,
            @RequestParam(required = false) @Nullable String lastEventId) {
        long last = existing(id);
        long after = sequence(header == null ? lastEventId : header, last);
        if (after > 0 && after >= last && ended(id, last)) {
            return ResponseEntity.noContent().build();
        }
        SseEmitter emitter = new SseEmitter(0L);
        Subscription stream = new Subscription(emitter, feeds.join(id.text()), after, feeds, events, wakeups);
        Thread.ofVirtual().name("stream-" + id).start(stream);
        return ResponseEntity.ok()
                // proxies that compress or buffer hold events back
                .header("Cache-Control", "no-store, no-transform")
                .header("X-Accel-Buffering", "no")
                .body(emitter);
    }

    private static Set<EventType> types(Set<String> words) {
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (String word : words) {
            types.add(EventType.find(word)
                    .orElseThrow(() -> ProblemException.badParameter(
                            "type", "must be a type of event, such as checkpoint or job.running; was " + word)));
        }
        return types;
    }

    private boolean ended(JobId id, long last) {
        return events.after(id.text(), last - 1, 1).stream()
                .anyMatch(event -> event.type().endsJob());
    }

    private long existing(JobId id) {
        Long last = events.last(id.text());
        if (last == null) {
            throw ProblemException.jobNotFound(id);
        }
        return last;
    }

    private static long sequence(@Nullable String lastEventId, long last) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return 0;
        }
        try {
            long seq = Long.parseLong(lastEventId);
            if (seq >= 0 && seq <= last) {
                return seq;
            }
        } catch (NumberFormatException e) {
            throw badLastEventId();
        }
        throw badLastEventId();
    }

    private static ProblemException badLastEventId() {
        return ProblemException.badParameter("Last-Event-ID", "must be the id of an event of this job");
    }
}
