package dev.backspike.engine.model.nir;

import static dev.backspike.engine.model.nir.Jobs.CONNECTIONS;
import static dev.backspike.engine.model.nir.Jobs.POPULATIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.Engines;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** That an exported model means in NIR's equations what it means in ours. */
class NirEquationsTest {

    /** s. */
    private static final double STEP = 2e-6;

    /**
     * The graph's equations are integrated here step by step, from their text in the NIR paper; ours are solved
     * exactly.
     */
    @Test
    void theGraphsOwnEquationsGiveOurSpikesAndOurLoss() {
        JobSpec job = Jobs.job(POPULATIONS, CONNECTIONS);
        Network network = Network.of(job.network());
        for (long seed = 1; seed <= 5; seed++) {
            SpikeTrain input = spikes(seed);
            NirGraph graph = NirFile.read(NirModel.write(job, Jobs.parameters(job, seed)));
            EngineOptions options = new EngineOptions(network, job.training(), Initialisers.draw(network, seed), 1);
            try (Engine engine = Engines.withoutCuda().create(options, Solver.EVENT)) {
                BatchOutcome ours = engine.forward(new Batch(new OneTrial(input), new int[] {0}));
                NirSimulation theirs = new NirSimulation(graph, STEP);
                theirs.run(input, network.duration());

                assertThat(ours.spikes()[1]).isGreaterThan(3);
                assertThat(theirs.spikes("hidden")).isEqualTo(ours.spikes()[1]);
                double[] mean = theirs.meanVoltage("output");
                double sum = 0;
                for (double v : mean) {
                    sum += Math.exp(v - mean[1]);
                }
                assertThat(ours.loss()).isCloseTo(Math.log(sum), within(2e-3));
            }
        }
    }

    private static SpikeTrain spikes(long seed) {
        Random random = new Random(seed);
        SpikeTrain train = new SpikeTrain();
        random.doubles(25, 0, 40).sorted().forEach(time -> train.add(time, random.nextInt(5)));
        return train;
    }

    /** Label 1. */
    private record OneTrial(SpikeTrain train) implements Dataset {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public int units() {
            return 5;
        }

        @Override
        public int classes() {
            return 3;
        }

        @Override
        public int label(int sample) {
            return 1;
        }

        @Override
        public long bytes(int sample) {
            return 0;
        }

        @Override
        public void read(int sample, SpikeTrain into) {
            into.clear();
            for (int k = 0; k < train.count; k++) {
                into.add(train.times[k], train.units[k]);
            }
        }
    }
}
