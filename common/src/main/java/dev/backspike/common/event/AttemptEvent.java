package dev.backspike.common.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.code.NoteCode;
import dev.backspike.common.id.Sha256;
import java.util.Map;

/** An event of an attempt, as reported by its worker. An {@link Ended} event is the last of an attempt. */
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

    /** An event after which nothing follows in the attempt. */
    sealed interface Ended extends AttemptEvent {}

    /**
     * Training begins.
     *
     * @param engine name of the engine, such as {@code event} or {@code cpu}
     * @param steps weight updates in the whole job
     */
    @JsonTypeName("started")
    record Started(String engine, int threads, int epochs, long steps) implements AttemptEvent {}

    /**
     * A metric point: values of metric series at one step.
     *
     * @param epoch epochs completed
     * @param step weight updates completed
     * @param values by series: {@code train|validation|test .loss|.accuracy}, means over the epoch that has ended;
     *     {@code train.runningLoss} and {@code train.runningAccuracy}, means over the batches since their last point;
     *     {@code train.spikesPerNeuron.<population>}, {@code train.samplesPerSecond}, {@code train.learningRate}, and,
     *     for jobs with the corresponding rule, {@code train.silentNeurons.<population>} and
     *     {@code train.clampedSpikes}
     */
    @JsonTypeName("measured")
    record Measured(int epoch, long step, Map<String, Double> values) implements AttemptEvent {
        public Measured {
            values = Map.copyOf(values);
        }
    }

    /**
     * A note for users.
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
     * A line of the attempt's log.
     *
     * @param message may have several lines, such as a stack trace
     */
    @JsonTypeName("logged")
    record Logged(Level level, String message) implements AttemptEvent {

        /** The severity of a line. */
        public enum Level {
            INFO,
            WARNING,
            ERROR
        }
    }

    /**
     * A checkpoint from which training can resume. Its file has been stored ({@link WorkerApi#storeCheckpoint}), and
     * all metric points up to the step precede this event.
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

    /** All epochs are done and the model is stored. */
    @JsonTypeName("succeeded")
    record Succeeded() implements Ended {}

    /**
     * The attempt cannot continue.
     *
     * @param code see {@link FailureCode}
     */
    @JsonTypeName("failed")
    record Failed(FailureKind kind, String code, String message) implements Ended {

        public Failed(FailureCode code, String message) {
            this(code.kind(), code, message);
        }

        /** @param kind another kind than the usual one of the code */
        public Failed(FailureKind kind, FailureCode code, String message) {
            this(kind, code.word(), message);
        }

        public boolean hasCode(FailureCode other) {
            return code.equals(other.word());
        }
    }

    /** The attempt has stopped because the service requested it. */
    @JsonTypeName("cancelled")
    record Cancelled() implements Ended {}

    /**
     * The attempt has stopped because the service requested a pause, after storing a checkpoint if that was possible.
     */
    @JsonTypeName("paused")
    record Paused() implements Ended {}

    /**
     * The worker is shutting down or drained and has stopped the attempt. The job can be leased to another worker at
     * once; the attempt does not count as failed.
     */
    @JsonTypeName("released")
    record Released() implements Ended {}
}
