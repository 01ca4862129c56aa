package dev.backspike.common.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.NoteCode;
import dev.backspike.common.id.Sha256;
import java.util.Map;

/** What happens in an attempt, as its worker tells it. {@link Ended} events are the last of an attempt. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(AttemptEvent.Started.class),
    @JsonSubTypes.Type(AttemptEvent.Measured.class),
    @JsonSubTypes.Type(AttemptEvent.Noted.class),
    @JsonSubTypes.Type(AttemptEvent.Logged.class),
    @JsonSubTypes.Type(AttemptEvent.Checkpointed.class),
    @JsonSubTypes.Type(AttemptEvent.Succeeded.class),
    @JsonSubTypes.Type(AttemptEvent.Failed.class),
    @JsonSubTypes.Type(AttemptEvent.Cancelled.class),
    @JsonSubTypes.Type(AttemptEvent.Paused.class),
    @JsonSubTypes.Type(AttemptEvent.Released.class)
})
public sealed interface AttemptEvent {

    /** Nothing follows in this attempt. */
    sealed interface Ended extends AttemptEvent {}

    /**
     * Training begins.
     *
     * @param engine which engine, such as {@code event} or {@code cpu}
     * @param steps weight updates in the whole job
     */
    @JsonTypeName("started")
    record Started(String engine, int threads, int epochs, long steps) implements AttemptEvent {}

    /**
     * Points of metric series.
     *
     * @param epoch epochs completed
     * @param step weight updates completed
     * @param values by series: {@code train|validation|test .loss|.accuracy},
     *     {@code train.spikesPerNeuron.<population>}, {@code train.samplesPerSecond}, {@code train.learningRate}, and,
     *     where the job asks for the rule, {@code train.silentNeurons.<population>}, {@code train.clampedSpikes}
     */
    @JsonTypeName("measured")
    record Measured(int epoch, long step, Map<String, Double> values) implements AttemptEvent {
        public Measured {
            values = Map.copyOf(values);
        }
    }

    /**
     * Something that a user should know.
     *
     * @param code see {@link NoteCode}
     */
    @JsonTypeName("noted")
    record Noted(String code, String message) implements AttemptEvent {

        public Noted(NoteCode code, String message) {
            this(code.word(), message);
        }
    }

    /**
     * A line of the attempt's log: how it went, for whoever wants to know later.
     *
     * @param message may have several lines, such as a stack trace
     */
    @JsonTypeName("logged")
    record Logged(Level level, String message) implements AttemptEvent {

        /** How much it matters. */
        public enum Level {
            INFO,
            WARNING,
            ERROR
        }
    }

    /**
     * The training can go on from here: the file has been stored ({@link WorkerApi#storeCheckpoint}), and all points up
     * to the step come before this event.
     *
     * @param epoch epochs completed
     * @param step weight updates completed
     * @param values losses and accuracies of the last completed epoch, by series; empty within the first
     */
    @JsonTypeName("checkpointed")
    record Checkpointed(int epoch, long step, Sha256 sha256, long bytes, Map<String, Double> values)
            implements AttemptEvent {
        public Checkpointed {
            values = Map.copyOf(values);
        }
    }

    /** All epochs done and the model stored. */
    @JsonTypeName("succeeded")
    record Succeeded() implements Ended {}

    /**
     * The attempt cannot continue.
     *
     * @param code see {@link FailureCode}
     */
    @JsonTypeName("failed")
    record Failed(FailureKind kind, String code, String message) implements Ended {

        public Failed(FailureKind kind, FailureCode code, String message) {
            this(kind, code.word(), message);
        }

        public boolean hasCode(FailureCode other) {
            return code.equals(other.word());
        }
    }

    /** Stopped because the api asked for it. */
    @JsonTypeName("cancelled")
    record Cancelled() implements Ended {}

    /** Stopped because the api asked for a pause; where it stopped has been saved, if it could be. */
    @JsonTypeName("paused")
    record Paused() implements Ended {}

    /**
     * The worker goes away or is drained, and has stopped the attempt. The job can be given to another worker at once;
     * this does not count as a lost attempt.
     */
    @JsonTypeName("released")
    record Released() implements Ended {}
}
