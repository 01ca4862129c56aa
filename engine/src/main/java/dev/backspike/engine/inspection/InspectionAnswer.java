package dev.backspike.engine.inspection;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.backspike.common.json.SpecError;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The messages that an {@link InspectionChild} writes: {@link Ready} once it listens, then one answer to each request.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InspectionAnswer.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = InspectionAnswer.Done.class, name = "done"),
    @JsonSubTypes.Type(value = InspectionAnswer.InvalidSpec.class, name = "invalid-spec"),
    @JsonSubTypes.Type(value = InspectionAnswer.InvalidFile.class, name = "invalid-file"),
    @JsonSubTypes.Type(value = InspectionAnswer.Unreadable.class, name = "unreadable"),
    @JsonSubTypes.Type(value = InspectionAnswer.OutOfMemory.class, name = "out-of-memory"),
    @JsonSubTypes.Type(value = InspectionAnswer.TooDeep.class, name = "too-deep"),
    @JsonSubTypes.Type(value = InspectionAnswer.Failed.class, name = "failed")
})
public sealed interface InspectionAnswer {

    /** The child waits for its first request. */
    record Ready() implements InspectionAnswer {}

    /** @param result what the method that was asked for returns, as JSON */
    record Done(JsonNode result) implements InspectionAnswer {}

    /** The method threw an {@link dev.backspike.common.json.InvalidSpecException}. */
    record InvalidSpec(List<SpecError> errors) implements InspectionAnswer {

        public InvalidSpec {
            errors = List.copyOf(errors);
        }
    }

    /**
     * The method threw an {@link dev.backspike.common.file.InvalidDataFileException}.
     *
     * @param errors all that is wrong with the file; empty if the problem says all
     */
    record InvalidFile(String problem, List<SpecError> errors) implements InspectionAnswer {

        public InvalidFile {
            errors = List.copyOf(errors);
        }
    }

    /** A disk failed. */
    record Unreadable(String problem) implements InspectionAnswer {}

    /** Java code ran out of memory without ending the process, such as memory outside the heap. */
    record OutOfMemory(String message) implements InspectionAnswer {}

    /** The input is nested deeper than the stack allows. */
    record TooDeep() implements InspectionAnswer {}

    /**
     * A fault of the program.
     *
     * @param trace the exception with its stack trace
     */
    record Failed(String trace) implements InspectionAnswer {}
}
