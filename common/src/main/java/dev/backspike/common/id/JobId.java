package dev.backspike.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.backspike.common.code.ProblemCode;

/**
 * The id of a job, such as {@code j01k7x2m4vbq8n5rtzy}: {@code j} and 18 digits of Crockford's base 32 in lower case.
 * Ids sort by the age of their jobs.
 */
public record JobId(String text) implements Identifier, Comparable<JobId> {

    private static final IdForm FORM = new IdForm(
            ProblemCode.BAD_JOB_ID,
            "the id of a job: the letter j and 18 digits or lower-case letters without i, l, o, u",
            "j[0-9a-hjkmnp-tv-z]{18}");

    /** @throws MalformedIdException if the text has another form */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public JobId {
        FORM.require(text);
    }

    @Override
    public int compareTo(JobId other) {
        return text.compareTo(other.text);
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
