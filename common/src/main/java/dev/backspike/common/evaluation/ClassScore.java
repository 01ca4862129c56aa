package dev.backspike.common.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * How well one class is recognised.
 *
 * @param label number of the class
 * @param name of the class; null where classes have numbers only
 * @param samples that have the label
 * @param correct those of them that are predicted
 * @param unanswered those of them for which nothing is predicted
 * @param accuracy correct / samples, also called recall; null without samples
 * @param precision correct / all samples for which the class is predicted; null if it is predicted for none
 */
public record ClassScore(
        int label,
        @Nullable String name,
        int samples,
        int correct,
        int unanswered,
        @Nullable Double accuracy,
        @Nullable Double precision) {}
