package dev.backspike.api.launcher.kubernetes;

import dev.backspike.common.id.JobId;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.protocol.AttemptId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;

/**
 * A launch of the workers of an attempt, as names and labels of objects state it.
 *
 * @param number counts from 1 within the attempt; there is another one only if the one before ended before the attempt
 *     began
 */
record Launch(AttemptId attempt, int number) {

    /** Selects the objects of this service, together with {@link #INSTANCE}. */
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    static final String INSTANCE = "app.kubernetes.io/instance";
    static final String NAME = "app.kubernetes.io/name";
    static final String MANAGER = "backspike";

    private static final String JOB = "backspike.dev/job";
    private static final String ATTEMPT = "backspike.dev/attempt";
    private static final String LAUNCH = "backspike.dev/launch";

    /** The name of its Job and of its secret, such as {@code backspike-j01k7x2m4vbq8n5rtzy-3-1}. */
    String name() {
        return "backspike-" + attempt.jobId() + "-" + attempt.number() + "-" + number;
    }

    Launch next() {
        return new Launch(attempt, number + 1);
    }

    Map<String, String> labels(String instance) {
        return Map.of(
                NAME,
                "backspike-worker",
                MANAGED_BY,
                MANAGER,
                INSTANCE,
                instance,
                JOB,
                attempt.jobId().text(),
                ATTEMPT,
                String.valueOf(attempt.number()),
                LAUNCH,
                String.valueOf(number));
    }

    /** What the labels of an object state; empty if somebody has changed them. */
    static Optional<Launch> of(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        try {
            return Optional.of(new Launch(
                    new AttemptId(
                            new JobId(labels.getOrDefault(JOB, "")),
                            Integer.parseInt(labels.getOrDefault(ATTEMPT, ""))),
                    Integer.parseInt(labels.getOrDefault(LAUNCH, ""))));
        } catch (MalformedIdException | NumberFormatException e) {
            return Optional.empty(); // Not an object that a launcher has made.
        }
    }
}
