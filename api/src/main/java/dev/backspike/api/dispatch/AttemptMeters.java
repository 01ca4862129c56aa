package dev.backspike.api.dispatch;

import dev.backspike.common.code.FailureKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Metrics of what workers report. */
@Component
class AttemptMeters {

    /** Ends that a worker reports, apart from failures, which count by their kind. */
    private static final Set<Attempt.State> ENDS =
            EnumSet.of(Attempt.State.SUCCEEDED, Attempt.State.CANCELLED, Attempt.State.PAUSED, Attempt.State.RELEASED);

    /** Failures of no kind: it is not known which of several jobs has ended the worker. */
    private static final String WITH_WORKER = "failed-with-worker";

    private final Counter stored;
    private final Map<String, Counter> ended = new HashMap<>();

    AttemptMeters(MeterRegistry meters) {
        stored = Counter.builder("backspike.events.stored")
                .description("Events reported by workers and stored")
                .register(meters);
        ENDS.forEach(state -> add(word(state), meters));
        add(WITH_WORKER, meters);
        for (FailureKind kind : FailureKind.values()) {
            add("failed-" + word(kind), meters);
        }
    }

    private void add(String outcome, MeterRegistry meters) {
        ended.put(
                outcome,
                Counter.builder("backspike.attempts.ended")
                        .description("Attempts that workers ended, by outcome; failures by their kind")
                        .tag("outcome", outcome)
                        .register(meters));
    }

    void stored(int events) {
        stored.increment(events);
    }

    void ended(Attempt attempt) {
        FailureKind failure = attempt.failure();
        String outcome = failure != null
                ? "failed-" + word(failure)
                : attempt.state() == Attempt.State.FAILED ? WITH_WORKER : word(attempt.state());
        Counter counter = ended.get(outcome);
        if (counter == null) {
            throw new IllegalArgumentException("attempt " + attempt.id() + " has not ended: " + attempt.state());
        }
        counter.increment();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
