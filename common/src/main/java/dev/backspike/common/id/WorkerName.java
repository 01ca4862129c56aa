package dev.backspike.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.backspike.common.code.ProblemCode;

/** The name of a worker, unique among those of a service; by default the name of its host and the id of its process. */
public record WorkerName(String text) implements Identifier {

    private static final IdForm FORM = new IdForm(
            ProblemCode.BAD_WORKER,
            "the name of a worker: 1 to 200 letters, digits, spaces and . _ : @ + -, the first a letter or digit",
            "[A-Za-z0-9][A-Za-z0-9 ._:@+-]{0,199}");

    /** @throws MalformedIdException if the text has another form */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public WorkerName {
        FORM.require(text);
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
