package dev.backspike.worker.engine.event;

import static java.lang.Math.exp;

import dev.backspike.common.spec.LossSpec.Profile;

/**
 * What a drive f(t) of lambda_V does to the adjoint variables once the past is forgotten: the particular solution of
 * the driven equations,
 *
 * <pre>
 *   f            lambda_V = v(t)               lambda_I = i(t)
 *   1            1                             1
 *   exp(-t/T)    f / (1 + tauMem/T)            v / (1 + tauSyn/T)
 *   1 - t/T      f - tauMem/T                  f - (tauMem + tauSyn)/T
 * </pre>
 *
 * Forwards the same numbers say what the state at time t will add to the integral of f V from t on: tauMem v(t) for
 * each unit of V, tauSyn i(t) for each unit of I.
 *
 * @param duration T, ms
 */
record Response(Profile profile, double tauMem, double duration) {

    double v(double t) {
        return switch (profile) {
            case CONSTANT -> 1;
            case EXPONENTIAL -> exp(-t / duration) / (1 + tauMem / duration);
            case LINEAR -> 1 - (t + tauMem) / duration;
        };
    }

    double i(double tauSyn, double t) {
        return switch (profile) {
            case CONSTANT -> 1;
            case EXPONENTIAL -> v(t) / (1 + tauSyn / duration);
            case LINEAR -> 1 - (t + tauMem + tauSyn) / duration;
        };
    }
}
