package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.AugmentationSpec.Blend;
import dev.backspike.common.spec.AugmentationSpec.Jitter;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.TrainingSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.EngineFactory;
import dev.backspike.engine.Engines;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AugmentedTrainingTest {

    private static final JobSpec JOB = augmented(Jobs.yinYang(2, 16));

    @Test
    void theResultIsTheSameForAnyNumberOfThreads() {
        List<float[]> one = parameters(train(JOB, Engines.withoutCuda(), 1));
        List<float[]> three = parameters(train(JOB, Engines.withoutCuda(), 3));
        List<float[]> plain = parameters(train(Jobs.yinYang(2, 16), Engines.withoutCuda(), 1));

        assertThat(three).usingRecursiveComparison().isEqualTo(one);
        assertThat(plain).usingRecursiveComparison().isNotEqualTo(one);
    }

    @Test
    void trainingSamplesAreDrawnAnewInEachEpochAndOthersStayAsTheyAre() {
        List<FakeEngine> engines = new ArrayList<>();
        train(
                JOB,
                (options, solver) -> {
                    engines.add(new FakeEngine(options, Batch::size));
                    return engines.getLast();
                },
                1);
        // an epoch: 4 batches of 16 training samples, then one of 10 for validation and one of 20 for the test
        List<Batch> batches = engines.getFirst().batches;
        assertThat(batches.stream().map(Batch::size)).containsExactly(16, 16, 16, 16, 10, 20, 16, 16, 16, 16, 10, 20);
        assertThat(timesOfSample0(batches.get(0))).isNotEqualTo(timesOfSample0(batches.get(6)));
        for (int evaluated : new int[] {4, 5}) {
            assertThat(timesOfSample0(batches.get(evaluated))).isEqualTo(timesOfSample0(batches.get(evaluated + 6)));
        }
        double[] test = timesOfSample0(batches.get(5));
        SpikeTrain original = new SpikeTrain();
        new Datasets(null).open(JOB).test().read(0, original);
        assertThat(test).isEqualTo(Arrays.copyOf(original.times, original.count));
    }

    private static double[] timesOfSample0(Batch batch) {
        SpikeTrain train = new SpikeTrain();
        batch.data().read(0, train);
        return Arrays.copyOf(train.times, train.count);
    }

    private static Outcome train(JobSpec job, EngineFactory engines, int threads) {
        return new Trainer(new Datasets(null), engines, threads, PhaseListener.NONE)
                .train(job, event -> {}, () -> false);
    }

    private static List<float[]> parameters(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Trained.class);
        return ((Outcome.Trained) outcome)
                .parameters().stream()
                        .map(tensor -> ((Tensor.F32) tensor).values())
                        .toList();
    }

    private static JobSpec augmented(JobSpec job) {
        TrainingSpec t = job.training();
        TrainingSpec training = new TrainingSpec(
                t.epochs(),
                t.batchSize(),
                t.seed(),
                t.loss(),
                t.optimiser(),
                t.gradients(),
                t.regularisation(),
                t.earlyStopping(),
                List.of(new Blend(0.5), new Jitter(0, 3)),
                t.checkpoint(),
                null);
        return new JobSpec(
                job.name(),
                job.labels(),
                job.priority(),
                job.dataset(),
                job.network(),
                training,
                job.resources(),
                job.retry());
    }
}
