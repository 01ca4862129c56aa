package dev.backspike.common.spec;

import org.jspecify.annotations.Nullable;

/**
 * Limits of gradients. By default there are none, since each makes gradients inexact.
 *
 * @param clipNorm the gradient of all parameters together is scaled down to this Euclidean norm
 * @param smallestSlope lower bound of |I - V| at a spike, by which the jump of its adjoint is divided; 0 for no bound.
 *     Its uses are counted in {@code train.clampedSpikes}
 */
public record GradientsSpec(@Nullable Double clipNorm, double smallestSlope) {

    /** Exact gradients. */
    public static final GradientsSpec PLAIN = new GradientsSpec(null, 0);
}
