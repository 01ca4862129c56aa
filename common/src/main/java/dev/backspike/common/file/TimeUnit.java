package dev.backspike.common.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/** The unit that the times of a model file are in. */
public enum TimeUnit {
    /** As NIR has it. */
    @JsonProperty("s")
    SECONDS,
    /** As some tools write it. */
    @JsonProperty("ms")
    MILLISECONDS;

    /** As requests and specifications name them. */
    public static final Map<String, TimeUnit> WORDS = Map.of("s", SECONDS, "ms", MILLISECONDS);
}
