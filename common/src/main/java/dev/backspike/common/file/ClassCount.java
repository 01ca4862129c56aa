package dev.backspike.common.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The number of samples of a class.
 *
 * @param label number of the class
 * @param name its label in a file whose labels are texts, at most 100 characters of it; absent elsewhere
 * @param samples with this label
 */
public record ClassCount(
        int label,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String name,
        int samples) {}
