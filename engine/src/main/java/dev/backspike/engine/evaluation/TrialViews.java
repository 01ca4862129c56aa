package dev.backspike.engine.evaluation;

import dev.backspike.common.evaluation.RecordedSpikes;
import dev.backspike.common.evaluation.Trial;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.engine.TrialRecords;
import dev.backspike.engine.TrialResult;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.loss.TrialLoss;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes of an engine's records what is told of a trial. */
final class TrialViews {

    /** Spikes of one answer, whose messages have a limit. */
    static final int MOST_SPIKES = 300_000;

    private static final double PER_MS = 1e4;
    private static final double PER_READOUT = 1e6;

    private final Network network;
    private final TrialLoss loss;
    private final SpikeTrain spikes = new SpikeTrain();
    private long recorded;

    TrialViews(Network network, TrialLoss loss) {
        this.network = network;
        this.loss = loss;
    }

    /**
     * A trial without its spikes.
     *
     * @param label null if there is none
     */
    Trial of(int sample, @Nullable Integer label, TrialResult result) {
        double @Nullable [] p = result.predicted() < 0 ? null : loss.probabilities(result.readout());
        return new Trial(
                sample,
                label,
                result.predicted() < 0 ? null : result.predicted(),
                p == null ? null : rounded(p[result.predicted()]),
                label == null ? null : rounded(result.loss()),
                Arrays.stream(result.readout()).mapToObj(TrialViews::rounded).toList(),
                null);
    }

    /**
     * The same trial with its spikes.
     *
     * @param k number of the trial in the engine's last forward pass
     * @throws InvalidSpecException if there are more spikes than one answer may have
     */
    Trial recorded(Trial trial, TrialRecords records, int k) {
        List<RecordedSpikes> populations = new ArrayList<>();
        for (Population population : network.populations()) {
            if (population.spiking() || population.equals(network.input())) {
                records.spikes(k, population.index(), spikes);
                recorded += spikes.count;
                if (recorded > MOST_SPIKES) {
                    throw new InvalidSpecException(
                            "/samples",
                            "have more than " + MOST_SPIKES
                                    + " spikes together, which one answer may have; ask for fewer samples");
                }
                populations.add(view(population));
            }
        }
        return new Trial(
                trial.sample(),
                trial.label(),
                trial.predicted(),
                trial.confidence(),
                trial.loss(),
                trial.readout(),
                List.copyOf(populations));
    }

    private RecordedSpikes view(Population population) {
        return new RecordedSpikes(
                population.name(),
                population.size(),
                Arrays.stream(spikes.times, 0, spikes.count)
                        .mapToObj(t -> Math.rint(t * PER_MS) / PER_MS)
                        .toList(),
                Arrays.stream(spikes.units, 0, spikes.count).boxed().toList());
    }

    private static @Nullable Double rounded(double value) {
        return Double.isFinite(value) ? Math.rint(value * PER_READOUT) / PER_READOUT : null;
    }
}
