package dev.backspike.worker.engine.event;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.worker.dataset.Dataset;
import dev.backspike.worker.dataset.SpikeTrain;
import dev.backspike.worker.loss.TrialLoss;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Population;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One trial forward in time, spike by spike, writing the {@link Tape}. Each turn takes the earliest of: the data's next
 * spike, and the neurons' next spikes. A neuron's time counts once it is exact; a mere bound that is the earliest is
 * refined first. One per thread.
 */
final class Forward {

    private final Layout layout;
    private final Network network;
    private final double duration;
    private final double[][] weights;
    /** By population index; null for the input. */
    private final @Nullable Cells[] cells;

    private final Cells[] spiking;
    private final int[] spikingIndex;
    private final Cells readout;
    private final TrialLoss loss;
    private final double silentLabelPush;
    private final double[] numbers;
    private final SpikeTrain train = new SpikeTrain();

    Forward(Layout layout, LossSpec spec, double[][] weights) {
        this.layout = layout;
        this.network = layout.network;
        this.duration = network.duration();
        this.weights = weights;
        int count = network.populations().size();
        this.cells = new Cells[count];
        for (Population population : network.populations()) {
            if (!population.equals(network.input())) {
                cells[population.index()] = new Cells(population, layout.leaky[population.index()]);
            }
        }
        this.spikingIndex = network.populations().stream()
                .filter(Population::spiking)
                .mapToInt(Population::index)
                .toArray();
        this.spiking = Arrays.stream(spikingIndex).mapToObj(p -> cells[p]).toArray(Cells[]::new);
        this.readout = Objects.requireNonNull(cells[network.readout().index()]);
        this.loss = TrialLoss.of(spec, duration);
        this.silentLabelPush = spec instanceof LossSpec.FirstSpike first ? first.silentLabelPush() : 0;
        this.numbers = new double[network.readout().size()];
    }

    void run(Dataset data, int sample, Tape tape) {
        data.read(sample, train);
        tape.clear();
        for (Cells c : cells) {
            if (c != null) {
                c.clear();
            }
        }
        int input = network.input().index();
        int nextInput = 0;
        while (true) {
            double inputTime = nextInput < train.count ? train.times[nextInput] : Double.POSITIVE_INFINITY;
            double known = Math.min(inputTime, duration);
            int first = -1;
            double earliest = known;
            for (int s = 0; s < spiking.length; s++) {
                if (spiking[s].next.min() < earliest) {
                    earliest = spiking[s].next.min();
                    first = s;
                }
            }
            if (first >= 0) {
                if (spiking[first].nextIsExact()) {
                    spike(first, earliest, tape);
                } else {
                    spiking[first].refine(known);
                }
            } else if (inputTime < duration) {
                int unit = train.units[nextInput++];
                tape.add(inputTime, input, unit, 0);
                deliver(input, unit, inputTime);
            } else {
                break;
            }
        }
        evaluate(data.label(sample), tape);
    }

    private void spike(int s, double t, Tape tape) {
        Cells c = spiking[s];
        int p = spikingIndex[s];
        int n = c.next.argmin();
        if (p == network.readout().index() && tape.firstSpike[n] < 0) {
            tape.firstSpike[n] = tape.spikes;
        }
        tape.add(t, p, n, c.slopeAt(n, t));
        c.spike(n, t);
        deliver(p, n, t);
    }

    private void deliver(int p, int n, double t) {
        for (Connection connection : layout.outgoing[p]) {
            int target = connection.to().index();
            int row = n * connection.to().size();
            Objects.requireNonNull(cells[target]).arrive(t, weights[connection.index()], row);
        }
    }

    private void evaluate(int label, Tape tape) {
        readout.advance(duration);
        boolean firstSpike = network.readout().spiking();
        for (int k = 0; k < numbers.length; k++) {
            if (firstSpike) {
                numbers[k] = tape.firstSpike[k] < 0 ? Double.POSITIVE_INFINITY : tape.time[tape.firstSpike[k]];
            } else {
                numbers[k] = readout.voltageIntegral(k) / duration;
            }
        }
        tape.loss = loss.evaluate(numbers, label, tape.lossGradient);
        tape.correct = loss.predict(numbers) == label;
        if (firstSpike && tape.firstSpike[label] < 0 && silentLabelPush > 0) {
            tape.pushed = label;
            tape.loss -= silentLabelPush * readout.voltageIntegral(label) / duration;
        }
    }
}
