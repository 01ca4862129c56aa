package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How gradients change the parameters. */
public sealed interface OptimiserSpec {

    @JsonProperty("type")
    String type();

    double learningRate();

    ScheduleSpec schedule();

    /** Null for none. */
    @Nullable
    WarmUpSpec warmUp();

    /**
     * Names of what is kept of each value besides the value: m, the mean of its gradient (sgd: its sum, decayed), and
     * v, of its square.
     */
    default List<String> moments() {
        return switch (this) {
            case Adam _, AdamW _ -> List.of("m", "v");
            case Sgd sgd -> sgd.momentum() == 0 ? List.of() : List.of("m");
        };
    }

    /**
     * Adam (Kingma &amp; Ba 2015, algorithm 1).
     *
     * @param learningRate learning rate
     * @param beta1 decay of the mean gradient
     * @param beta2 decay of the mean squared gradient
     * @param epsilon added to the root of the mean squared gradient
     * @param schedule how the learning rate changes over the epochs
     * @param warmUp how the learning rate rises over the first updates
     */
    record Adam(
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            ScheduleSpec schedule,
            @Nullable WarmUpSpec warmUp)
            implements OptimiserSpec {

        /** Without warm-up. */
        public Adam(double learningRate, double beta1, double beta2, double epsilon, ScheduleSpec schedule) {
            this(learningRate, beta1, beta2, epsilon, schedule, null);
        }

        @Override
        public String type() {
            return "adam";
        }
    }

    /**
     * Adam with decoupled weight decay: w -= learningRate x weightDecay x w besides Adam's step (Loshchilov &amp;
     * Hutter 2019, algorithm 2). Decays weights only, not time constants and delays.
     *
     * @param learningRate learning rate
     * @param beta1 decay of the mean gradient
     * @param beta2 decay of the mean squared gradient
     * @param epsilon added to the root of the mean squared gradient
     * @param weightDecay decay of the weights
     * @param schedule how the learning rate changes over the epochs
     * @param warmUp how the learning rate rises over the first updates
     */
    record AdamW(
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            ScheduleSpec schedule,
            @Nullable WarmUpSpec warmUp)
            implements OptimiserSpec {
        @Override
        public String type() {
            return "adamw";
        }
    }

    /**
     * Gradient descent with momentum: m = momentum m + g, w -= learningRate m.
     *
     * @param learningRate learning rate
     * @param momentum momentum
     * @param schedule how the learning rate changes over the epochs
     * @param warmUp how the learning rate rises over the first updates
     */
    record Sgd(
            double learningRate,
            double momentum,
            ScheduleSpec schedule,
            @Nullable WarmUpSpec warmUp) implements OptimiserSpec {
        @Override
        public String type() {
            return "sgd";
        }
    }
}
