package dev.backspike.common.spec;

import org.jspecify.annotations.Nullable;

/**
 * What is done to gradients before they are used; by default nothing, since each of these makes them inexact.
 *
 * @param clipNorm the gradient of all parameters together is scaled down to this Euclidean norm; null for no limit
 * @param smallestSlope |I - V| of a spike, by which its jump is divided, counts as no less than this; 0 for no clamp
 */
public record GradientsSpec(@Nullable Double clipNorm, double smallestSlope) {

    /** Exact gradients. */
    public static final GradientsSpec PLAIN = new GradientsSpec(null, 0);
}
