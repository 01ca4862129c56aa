package dev.backspike.common.spec;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the spike counts of a population near a target: adds c sum_j (mean over the batch of N_j - target)^2 to the
 * loss, N_j the spikes of neuron j in a trial, with c = {@code lower} below the target and {@code upper} above. A count
 * has no derivative; as in Nowotny, Turner &amp; Knight (2025) each spike's lambda_V is moved by -2 c (mean N_j -
 * target) / B instead.
 *
 * @param target spikes of a neuron in a trial
 * @param lower strength below the target
 * @param upper strength above the target
 * @param silentNeurons how neurons without any spike in an epoch are revived
 */
public record RegularisationSpec(
        double target, double lower, double upper, @Nullable SilentNeuronsSpec silentNeurons) {}
