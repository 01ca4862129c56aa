package dev.backspike.api.event;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The types of events. */
public enum EventType {
    JOB_QUEUED("job.queued"),
    JOB_RUNNING("job.running"),
    JOB_RETRY_WAIT("job.retry-wait"),
    JOB_PAUSE_REQUESTED("job.pause-requested"),
    JOB_PAUSED("job.paused"),
    JOB_CANCEL_REQUESTED("job.cancel-requested"),
    JOB_SUCCEEDED("job.succeeded"),
    JOB_FAILED("job.failed"),
    JOB_CANCELLED("job.cancelled"),
    ATTEMPT_STARTED("attempt.started"),
    ATTEMPT_SUSPECT("attempt.suspect"),
    ATTEMPT_READOPTED("attempt.readopted"),
    ATTEMPT_LOST("attempt.lost"),
    METRICS("metrics"),
    NOTE("note"),
    /** A line of an attempt's log. */
    LOG("log"),
    CHECKPOINT("checkpoint"),
    CHECKPOINT_UNUSABLE("checkpoint.unusable"),
    ARTIFACT("artifact");

    private static final Map<String, EventType> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toMap(EventType::word, Function.identity()));

    private final String word;

    EventType(String word) {
        this.word = word;
    }

    /** The word that is stored and that users see. */
    public String word() {
        return word;
    }

    /** Whether no event follows unless a user retries the job. */
    public boolean endsJob() {
        return this == JOB_SUCCEEDED || this == JOB_FAILED || this == JOB_CANCELLED;
    }

    /** Whether it is a change of the job itself, in contrast to the events of its attempts. */
    public boolean isOfJob() {
        return word.startsWith("job.");
    }

    static EventType of(String word) {
        return Objects.requireNonNull(BY_WORD.get(word), word);
    }

    /** Empty if there is no such type. */
    static Optional<EventType> find(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }
}
