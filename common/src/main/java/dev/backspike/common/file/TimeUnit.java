package dev.backspike.common.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/** The unit that the times of a model file are in. */
public enum TimeUnit {
    /** Seconds, as in NIR. */
    @JsonProperty("s")
    SECONDS,
    /** Milliseconds, as some tools write. */
    @JsonProperty("ms")
    MILLISECONDS;

    /** The units by their names in requests and specifications. */
    public static final Map<String, TimeUnit> WORDS = Map.of("s", SECONDS, "ms", MILLISECONDS);
}
