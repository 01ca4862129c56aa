package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.DeviceException;
import dev.backspike.engine.TensorBits;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.inspection.SpecInspector;
import dev.backspike.engine.training.Replicas.Replica;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings by several replicas, over sockets, against the training by one. */
class GangTrainingTest {

    private final Datasets datasets = new Datasets(null);

    private record Result(List<String> model, List<Map<String, Double>> points, List<String> notes) {}

    @ParameterizedTest
    @ValueSource(strings = {"event", "clock"})
    void anyNumberOfReplicasAndThreadsGivesTheSameBitsAndPoints(String solver) {
        JobSpec spec = spec(solver, 1);
        Result alone = result(train(spec, new Start.Specified(), 1, 1).getFirst());
        assertThat(alone.points).anyMatch(p -> p.getOrDefault("train.silentNeurons.hidden", 0.0) > 0);
        assertThat(alone.notes).contains("stopped-early", "best-restored");
        for (int replicas = 1; replicas <= 4; replicas++) {
            for (int threads = 1; threads <= 3; threads++) {
                List<Replica> gang = train(spec, new Start.Specified(), replicas, threads);
                for (Replica replica : gang) {
                    assertThat(result(replica))
                            .as("%d replicas, %d threads", replicas, threads)
                            .isEqualTo(alone);
                }
            }
        }
    }

    /** The last batch of an epoch has three samples, which are one block. */
    @Test
    void thereMayBeMoreReplicasThanBlocks() {
        JobSpec spec = Jobs.yinYang(2, 61);
        Result alone = result(train(spec, new Start.Specified(), 1, 1).getFirst());
        assertThat(result(train(spec, new Start.Specified(), 3, 1).getFirst())).isEqualTo(alone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "clock"})
    void aTrainingGoesOnWithAnotherNumberOfReplicas(String solver) {
        JobSpec spec = spec(solver, 1);
        Result alone = result(train(spec, new Start.Specified(), 1, 1).getFirst());
        List<Replica> begun = replicas(3);
        AtomicInteger asked = new AtomicInteger();
        begun.getFirst().stop = () -> asked.incrementAndGet() == 10;
        new Replicas(datasets, 2).train(spec, new Start.Specified(), begun);
        assertThat(begun).extracting(r -> r.outcome).containsOnly(new Outcome.Stopped());

        byte[] checkpoint = begun.getFirst().checkpoints.getLast();
        assertThat(CheckpointFile.read(checkpoint).within()).isNotNull();
        for (int replicas : new int[] {2, 1, 4}) {
            List<Replica> rest = new Replicas(datasets, 1)
                    .train(spec, _ -> new Start.Resumed(CheckpointFile.read(checkpoint)), replicas(replicas));
            assertThat(result(rest.getFirst()).model)
                    .as("%d replicas", replicas)
                    .isEqualTo(alone.model);
            assertThat(Stream.concat(points(begun.getFirst()).stream(), points(rest.getFirst()).stream()))
                    .containsExactlyElementsOf(alone.points);
        }
    }

    @Test
    void whatOneReplicaFailsOfAllFailOf() {
        List<Replica> gang = replicas(3);
        JobSpec spec = Jobs.yinYang(50, 16);
        AtomicInteger asked = new AtomicInteger();
        gang.get(2).stop = () -> {
            if (asked.incrementAndGet() == 5) {
                throw new DeviceException("out of order");
            }
            return false;
        };
        new Replicas(datasets, 1).train(spec, new Start.Specified(), gang);
        assertThat(gang.getFirst().outcome)
                .isEqualTo(new Outcome.Failed(FailureCode.CUDA_FAILED, "replica 2: out of order"));
        assertThat(gang.get(1).outcome).isEqualTo(gang.getFirst().outcome);
    }

    @Test
    void replicasThatBeginWithOtherValuesDoNotTrain() {
        JobSpec spec = spec("clock", 1);
        Replica alone = train(spec, new Start.Specified(), 1, 1).getFirst();
        Checkpoint first = CheckpointFile.read(alone.checkpoints.get(0));
        Checkpoint second = CheckpointFile.read(alone.checkpoints.get(1));
        List<Replica> gang = replicas(2);
        new Replicas(datasets, 1).train(spec, rank -> new Start.Resumed(rank == 0 ? first : second), gang);
        assertThat(gang.getFirst().outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.event().message()).contains("replica 1", "step 8", "step 4"));
    }

    private static Result result(Replica replica) {
        assertThat(replica.outcome).isInstanceOf(Outcome.Trained.class);
        return new Result(
                TensorBits.of(((Outcome.Trained) replica.outcome).parameters()), points(replica), notes(replica));
    }

    private static List<String> notes(Replica replica) {
        return replica.events.stream()
                .filter(AttemptEvent.Noted.class::isInstance)
                .map(note -> ((AttemptEvent.Noted) note).code())
                .toList();
    }

    /** All points but the speed. */
    private static List<Map<String, Double>> points(Replica replica) {
        return replica.events.stream()
                .filter(Measured.class::isInstance)
                .map(Measured.class::cast)
                .map(m -> {
                    Map<String, Double> values = new TreeMap<>(m.values());
                    values.remove("train.samplesPerSecond");
                    values.put("step", (double) m.step());
                    return values;
                })
                .toList();
    }

    private List<Replica> train(JobSpec spec, Start start, int replicas, int threads) {
        return new Replicas(datasets, threads).train(spec, start, replicas(replicas));
    }

    private static List<Replica> replicas(int count) {
        return IntStream.range(0, count).mapToObj(_ -> new Replica()).toList();
    }

    /** Recurrent, delayed, regularised, augmented, stopped early; four batches an epoch, the last smaller. */
    private JobSpec spec(String solver, int seed) {
        JobSpec spec = JobSpecParser.parse("""
                {"dataset": {"type": "yin-yang",
                    "train": {"samples": 117}, "validation": {"samples": 21}, "test": {"samples": 300}},
                 "network": {"dt": 1, "duration": 40, "solver": "%s",
                   "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 12},
                                   "output": {"neuron": "li"}},
                   "connections": [{"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1, "sd": 1}},
                                    "delay": {"initial": {"uniform": {"min": 0, "max": 5}}, "learnable": true}},
                                   {"from": "hidden", "to": "hidden", "weight": {"normal": {"mean": 0, "sd": 0.1}}},
                                   {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0, "sd": 1}}}]},
                 "training": {"epochs": 6, "batchSize": 32, "seed": %d, "loss": "sum-voltage",
                   "optimiser": {"type": "adam", "learningRate": 0.5,
                     "schedule": {"type": "plateau", "fast": 0.2, "slow": 0.8, "patience": 1}},
                   "gradients": {"clipNorm": 1, "smallestSlope": 0.01},
                   "regularisation": {"hidden": {"target": 1, "silentNeurons": {"redraw": true}}},
                   "augmentation": [{"type": "jitter", "time": 1}],
                   "earlyStopping": {"patience": 1, "minDelta": 0.05}}}
                """.formatted(solver, seed));
        return new SpecInspector(datasets).inspect(spec).resolved();
    }
}
