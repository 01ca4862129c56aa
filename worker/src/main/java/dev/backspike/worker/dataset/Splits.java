package dev.backspike.worker.dataset;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a data set, all with the same units and classes.
 *
 * @param validation null if the specification keeps none
 */
public record Splits(Dataset train, @Nullable Dataset validation, Dataset test) {}
