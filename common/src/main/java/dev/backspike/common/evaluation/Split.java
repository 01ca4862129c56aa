package dev.backspike.common.evaluation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A part of a data set. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** By their words. */
    public static final Map<String, Split> WORDS =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Split::word, Function.identity()));

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
