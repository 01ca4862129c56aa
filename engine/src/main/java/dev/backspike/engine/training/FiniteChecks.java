package dev.backspike.engine.training;

import dev.backspike.common.code.FailureCode;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.network.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends training when numbers are no longer finite, before they are used or stored. A finite loss is no proof: a voltage
 * that is not a number never reaches the threshold, so that a broken network looks like a silent one.
 */
final class FiniteChecks {

    private static final String REMEDY =
            "lower /training/optimiser/learningRate or the initial weights, or set" + " /training/gradients/clipNorm";

    private final Engine engine;
    private String lastGood = "no checkpoint was taken before";

    FiniteChecks(Engine engine) {
        this.engine = engine;
    }

    /** A state with finite numbers is kept: what a user can go back to. */
    void kept(int epoch, long step) {
        lastGood = "the last checkpoint with finite values is of epoch " + epoch + ", step " + step;
    }

    /** @param what the loss is of, as the subject of a sentence */
    void requireLoss(double loss, String what, long steps) {
        if (!Double.isFinite(loss)) {
            throw new NotFiniteException(
                    FailureCode.LOSS_NOT_FINITE,
                    what + " is " + loss + " after " + steps + " weight updates" + advice());
        }
    }

    /** @param where the batch whose gradient the engine has */
    void requireGradient(String where) {
        String name = firstNotFinite(engine.gradients());
        if (name != null) {
            throw new NotFiniteException(
                    FailureCode.GRADIENT_NOT_FINITE,
                    "the gradient of " + name + " is not finite in " + where + advice());
        }
    }

    /** @param when the values were computed, such as {@code after batch 3 of epoch 1} */
    void requireParameters(List<Tensor> parameters, String when) {
        requireValues(parameters, "", when);
    }

    /** What a checkpoint would hold: the parameters, and the optimiser's moments, which may overflow before them. */
    void requireState(EngineState state, String when) {
        requireParameters(state.parameters(), when);
        requireValues(state.moments(), "the optimiser's ", when);
    }

    private void requireValues(List<Tensor> tensors, String whose, String when) {
        String name = firstNotFinite(tensors);
        if (name != null) {
            throw new NotFiniteException(
                    FailureCode.PARAMETERS_NOT_FINITE,
                    whose + name + " has values that are not finite " + when + advice());
        }
    }

    private String advice() {
        return "; " + REMEDY + "; " + lastGood;
    }

    private static @Nullable String firstNotFinite(List<Tensor> tensors) {
        return tensors.stream()
                .filter(tensor -> !isFinite(tensor))
                .map(Tensor::name)
                .findFirst()
                .orElse(null);
    }

    /** The sum tells, unless finite values add up to more than the largest double. */
    private static boolean isFinite(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 f -> {
                double sum = 0;
                for (float value : f.values()) {
                    sum += value;
                }
                yield Double.isFinite(sum);
            }
            case Tensor.F64 f -> {
                double sum = 0;
                for (double value : f.values()) {
                    sum += value;
                }
                yield Double.isFinite(sum) || areFinite(f.values());
            }
        };
    }

    private static boolean areFinite(double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
