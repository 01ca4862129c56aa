package dev.backspike.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for the phases and the state of every engine. */
public abstract class EngineContract {

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
            engine.backward(engine.forward(batch(0)).counts());
            List<Tensor> gradients = MeanGradients.of(engine, batch(0).size());
            engine.optimise(1, batch(0).size());
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
            assertRefused(engine, firstParameter(state, EngineContract::transposed), "shape");
            assertRefused(engine, firstParameter(state, EngineContract::shortened), "has 1 values");
            assertRefused(engine, firstParameter(state, EngineContract::ofOtherType), "should be of");
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

    /** Each of these has every block once: in halves, in thirds, scattered, alone, and with a replica that has none. */
    static Stream<List<List<Integer>>> splits() {
        return Stream.of(
                List.of(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7)),
                List.of(List.of(0, 1, 2), List.of(3, 4, 5), List.of(6, 7)),
                List.of(List.of(7, 0, 2, 5), List.of(1, 3, 4, 6)),
                List.of(List.of(0), List.of(1), List.of(2), List.of(3), List.of(4), List.of(5), List.of(6), List.of(7)),
                List.of(List.of(0, 1, 2, 3, 4, 5, 6, 7), List.of()));
    }

    @ParameterizedTest
    @MethodSource("splits")
    void anySplitOfABatchOverReplicasTrainsTheSameBits(List<List<Integer>> split) {
        try (Engine alone = create(regularised(1))) {
            List<Engine> replicas = new ArrayList<>();
            try {
                for (int r = 0; r < split.size(); r++) {
                    replicas.add(create(regularised(1 + r % 3)));
                }
                for (int step = 0; step < 2; step++) {
                    Batch batch = large(step);
                    BatchOutcome expected = alone.forward(batch);
                    alone.backward(expected.counts());
                    BatchOutcome outcome = trainTogether(replicas, split, batch);
                    assertThat(outcome.loss()).isEqualTo(expected.loss());
                    assertThat(outcome.correct()).isEqualTo(expected.correct());
                    assertThat(outcome.spikes()).isEqualTo(expected.spikes());
                    assertThat(outcome.neuronSpikes()).isDeepEqualTo(expected.neuronSpikes());
                    assertThat(bits(replicas.getFirst().gradients())).isEqualTo(bits(alone.gradients()));
                    alone.optimise(0.01, batch.size());
                }
                for (Engine replica : replicas) {
                    assertSame(replica.state(), alone.state());
                }
            } finally {
                replicas.forEach(Engine::close);
            }
        }
    }

    private static BatchOutcome trainTogether(List<Engine> replicas, List<List<Integer>> split, Batch batch) {
        List<BatchOutcome> outcomes = new ArrayList<>();
        for (int r = 0; r < replicas.size(); r++) {
            int[] blocks = split.get(r).stream().mapToInt(b -> b).toArray();
            outcomes.add(replicas.get(r).forward(Share.of(batch, blocks)));
        }
        BatchOutcome outcome = outcomes.stream().reduce(BatchOutcome::plus).orElseThrow();
        List<PartialGradient> parts = new ArrayList<>();
        for (Engine replica : replicas) {
            replica.backward(outcome.counts());
            parts.addAll(replica.partialGradients());
        }
        for (Engine replica : replicas) {
            replica.replaceGradients(PartialGradient.sum(parts));
            replica.optimise(0.01, outcome.samples());
        }
        return outcome;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void moreThreadsTrainTheSameBits(int threads) {
        try (Engine one = create(regularised(1));
                Engine many = create(regularised(threads))) {
            for (int step = 0; step < 3; step++) {
                for (Engine engine : List.of(one, many)) {
                    engine.backward(engine.forward(large(step)).counts());
                    engine.optimise(0.01, large(step).size());
                }
            }
            assertSame(many.state(), one.state());
        }
    }

    @Test
    void aShareThatIsNotAWholeBatchHasNoGradientToStepAlong() {
        try (Engine engine = create(with(ADAM))) {
            BatchOutcome outcome = engine.forward(Share.of(large(0), 0, 1, 5));
            engine.backward(outcome.counts());
            assertThat(engine.partialGradients().stream().map(PartialGradient::node))
                    .containsExactly(4, 13);
            assertThatThrownBy(engine::gradients).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> engine.optimise(1, 37)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> engine.replaceGradients(List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("gradients");
            assertThatThrownBy(() -> PartialGradient.sum(engine.partialGradients()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("whole batch");
        }
    }

    @Test
    void backwardNeedsAForwardPass() {
        try (Engine engine = create(with(ADAM))) {
            SpikeCounts counts = engine.forward(batch(0)).counts();
            engine.restore(engine.state());
            assertThatThrownBy(() -> engine.backward(counts)).isInstanceOf(IllegalStateException.class);
        }
    }

    /** 37 samples, which are eight blocks of different sizes. */
    private Batch large(int step) {
        Batch batch = batch(step);
        int[] samples = new int[37];
        Arrays.setAll(samples, k -> batch.samples()[(k * 5 + k / 7) % batch.size()]);
        return new Batch(batch.data(), samples);
    }

    /** With targets that the mean counts of the neurons miss. */
    private EngineOptions regularised(int threads) {
        EngineOptions o = with(ADAM);
        Map<String, RegularisationSpec> targets = o.network().populations().stream()
                .filter(Population::spiking)
                .collect(Collectors.toMap(Population::name, _ -> new RegularisationSpec(1.5, 0.01, 0.04, null)));
        return new EngineOptions(o.network(), o.loss(), o.optimiser(), o.gradients(), targets, o.initial(), threads);
    }

    private EngineOptions with(OptimiserSpec optimiser) {
        EngineOptions o = options();
        GradientsSpec gradients = new GradientsSpec(CLIP_NORM, 0);
        return new EngineOptions(
                o.network(), o.loss(), optimiser, gradients, o.regularisation(), o.initial(), o.threads());
    }

    private void train(Engine engine, int from, int to) {
        for (int step = from; step < to; step++) {
            engine.backward(engine.forward(batch(step)).counts());
            engine.optimise(0.01 / (step + 1), batch(step).size());
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
