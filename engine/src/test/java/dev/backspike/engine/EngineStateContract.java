package dev.backspike.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for {@link Engine#optimise}, {@link Engine#state()} and {@link Engine#restore} of every engine. */
public abstract class EngineStateContract {

    private static final ScheduleSpec CONSTANT = new ScheduleSpec.Constant();
    private static final double CLIP_NORM = 0.01;
    private static final OptimiserSpec ADAM = new OptimiserSpec.Adam(1, 0.9, 0.99, 1e-8, CONSTANT);

    /** A network of at least two connections that learns on {@link #batch(int)}. */
    protected abstract EngineOptions options();

    protected abstract Engine create(EngineOptions options);

    /** Any of several batches, by index. */
    protected abstract Batch batch(int index);

    static Stream<OptimiserSpec> optimisers() {
        return Stream.of(
                ADAM,
                new OptimiserSpec.AdamW(1, 0.9, 0.99, 1e-8, 0.1, CONSTANT, null),
                new OptimiserSpec.Sgd(1, 0.9, CONSTANT, null),
                new OptimiserSpec.Sgd(1, 0, CONSTANT, null));
    }

    @ParameterizedTest
    @MethodSource("optimisers")
    void trainingGoesOnFromAStateAsIfNothingHadHappened(OptimiserSpec optimiser) {
        try (Engine engine = create(with(optimiser));
                Engine fresh = create(with(optimiser))) {
            train(engine, 0, 4);
            EngineState state = engine.state();
            assertThat(state.updates()).isEqualTo(4);
            train(engine, 4, 8);
            fresh.restore(state);
            assertSame(fresh.state(), state);
            train(fresh, 4, 8);
            assertSame(fresh.state(), engine.state());
            assertThat(bits(engine.parameters())).isNotEqualTo(bits(state.parameters()));
        }
    }

    /** The norm is of all parameters together, and of nothing else that an engine may keep beside them. */
    @Test
    void aStepAlongClippedGradientsHasTheLengthOfTheLimit() {
        try (Engine engine = create(with(new OptimiserSpec.Sgd(1, 0, CONSTANT, null)))) {
            List<Tensor> before = engine.parameters();
            engine.forward(batch(0));
            engine.adjoint();
            engine.gather();
            List<Tensor> gradients = engine.gradients();
            engine.optimise(1);
            List<Tensor> after = engine.parameters();
            double gradient = 0;
            double step = 0;
            for (Tensor tensor : gradients) {
                for (double g : values(tensor)) {
                    gradient = Math.hypot(gradient, g);
                }
            }
            for (int k = 0; k < before.size(); k++) {
                for (int n = 0; n < values(before.get(k)).length; n++) {
                    step = Math.hypot(step, values(after.get(k))[n] - values(before.get(k))[n]);
                }
            }
            assertThat(gradient).isGreaterThan(2 * CLIP_NORM);
            assertThat(step).isCloseTo(CLIP_NORM, withinPercentage(1e-3));
        }
    }

    private static double[] values(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F64 f -> f.values();
            case Tensor.F32 f -> {
                double[] values = new double[f.values().length];
                Arrays.setAll(values, k -> f.values()[k]);
                yield values;
            }
        };
    }

    @Test
    void aStateIsACopy() {
        try (Engine engine = create(with(ADAM))) {
            train(engine, 0, 1);
            EngineState state = engine.state();
            List<String> parameters = bits(state.parameters());
            List<String> moments = bits(state.moments());
            train(engine, 1, 3);
            assertThat(bits(state.parameters())).isEqualTo(parameters);
            assertThat(bits(state.moments())).isEqualTo(moments);
        }
    }

    @Test
    void aStateOfAnotherNetworkOrOptimiserIsRefusedAndChangesNothing() {
        try (Engine engine = create(with(ADAM))) {
            train(engine, 0, 2);
            EngineState state = engine.state();
            assertRefused(engine, new EngineState(state.parameters(), List.of(), 2), "moments");
            assertRefused(engine, new EngineState(state.parameters().reversed(), state.moments(), 2), "parameters");
            assertRefused(engine, new EngineState(state.parameters(), state.moments(), -1), "-1 updates");
            assertRefused(engine, firstParameter(state, EngineStateContract::transposed), "shape");
            assertRefused(engine, firstParameter(state, EngineStateContract::shortened), "has 1 values");
            assertRefused(engine, firstParameter(state, EngineStateContract::ofOtherType), "should be of");
            assertSame(engine.state(), state);
        }
    }

    private static void assertRefused(Engine engine, EngineState state, String reason) {
        assertThatThrownBy(() -> engine.restore(state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static EngineState firstParameter(EngineState state, UnaryOperator<Tensor> change) {
        List<Tensor> parameters = new ArrayList<>(state.parameters());
        parameters.set(0, change.apply(parameters.getFirst()));
        return new EngineState(parameters, state.moments(), state.updates());
    }

    private static Tensor transposed(Tensor t) {
        int[] shape = {t.shape()[1], t.shape()[0]};
        return switch (t) {
            case Tensor.F32 f -> new Tensor.F32(f.name(), shape, f.values());
            case Tensor.F64 f -> new Tensor.F64(f.name(), shape, f.values());
        };
    }

    private static Tensor shortened(Tensor t) {
        return switch (t) {
            case Tensor.F32 f -> new Tensor.F32(f.name(), f.shape(), new float[1]);
            case Tensor.F64 f -> new Tensor.F64(f.name(), f.shape(), new double[1]);
        };
    }

    private static Tensor ofOtherType(Tensor t) {
        return switch (t) {
            case Tensor.F32 f -> new Tensor.F64(f.name(), f.shape(), new double[f.values().length]);
            case Tensor.F64 f -> new Tensor.F32(f.name(), f.shape(), new float[f.values().length]);
        };
    }

    private EngineOptions with(OptimiserSpec optimiser) {
        EngineOptions o = options();
        GradientsSpec gradients = new GradientsSpec(CLIP_NORM, 0);
        return new EngineOptions(
                o.network(), o.loss(), optimiser, gradients, o.regularisation(), o.initial(), o.threads());
    }

    private void train(Engine engine, int from, int to) {
        for (int step = from; step < to; step++) {
            engine.forward(batch(step));
            engine.adjoint();
            engine.gather();
            engine.optimise(0.01 / (step + 1));
        }
    }

    private static void assertSame(EngineState actual, EngineState expected) {
        assertThat(bits(actual.parameters())).isEqualTo(bits(expected.parameters()));
        assertThat(bits(actual.moments())).isEqualTo(bits(expected.moments()));
        assertThat(actual.updates()).isEqualTo(expected.updates());
    }

    private static List<String> bits(List<Tensor> tensors) {
        return TensorBits.of(tensors);
    }
}
