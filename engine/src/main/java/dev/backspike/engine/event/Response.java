package dev.backspike.engine.event;

import static java.lang.Math.exp;

import dev.backspike.common.spec.LossSpec.Profile;

/**
 * The response of the adjoint variables to a drive f(t) of lambda_V once initial values have decayed: the particular
 * solution of the driven equations,
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

    /** Derivative of tauMem v(t) by tauMem. */
    double chargeByTauMem(double t) {
        return switch (profile) {
            case CONSTANT -> 1;
            case EXPONENTIAL -> v(t) / (1 + tauMem / duration);
            case LINEAR -> 1 - (t + 2 * tauMem) / duration;
        };
    }

    /** Derivative of tauSyn i(t) by tauMem. */
    double currentChargeByTauMem(double tauSyn, double t) {
        return switch (profile) {
            case CONSTANT -> 0;
            case EXPONENTIAL -> -tauSyn * i(tauSyn, t) / (duration + tauMem);
            case LINEAR -> -tauSyn / duration;
        };
    }

    /** Derivative of tauSyn i(t) by tauSyn. */
    double currentChargeByTauSyn(double tauSyn, double t) {
        return switch (profile) {
            case CONSTANT -> 1;
            case EXPONENTIAL -> i(tauSyn, t) / (1 + tauSyn / duration);
            case LINEAR -> 1 - (t + tauMem + 2 * tauSyn) / duration;
        };
    }
}
