package dev.backspike.worker.engine.cpu;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.worker.engine.cpu.Layout.Channel;
import dev.backspike.worker.loss.TrialLoss;
import dev.backspike.worker.network.Network;
import java.util.Arrays;

/**
 * What the loss reads from a trial, and what it leaves in the {@link Tape} for the adjoint. Averaged voltages are
 * integrated step by step in the readout's {@code drive} vector of the thread's state, which the forward pass has no
 * other use for. One instance serves one thread.
 */
final class LossReadout {

    private final Layout layout;
    private final LossSpec spec;
    private final TrialLoss loss;
    private final Channel[] currents;
    private final Drive[] drives;
    /** Of a spiking readout. */
    private final double threshold;

    private final int v;
    private final int x;
    private final double[] numbers;

    LossReadout(Layout layout, LossSpec spec) {
        Network network = layout.network;
        this.layout = layout;
        this.spec = spec;
        this.loss = TrialLoss.of(spec, network.duration());
        this.currents = layout.incoming[network.readout().index()];
        Profile profile = spec instanceof LossSpec.SumVoltage sum ? sum.profile() : Profile.CONSTANT;
        this.threshold = network.readout().neuron() instanceof NeuronSpec.Lif lif ? lif.vThresh() : 0;
        this.drives = Arrays.stream(currents)
                .map(c -> Drive.of(profile, c.form(), layout.steps))
                .toArray(Drive[]::new);
        this.v = layout.v[network.readout().index()];
        this.x = layout.drive[network.readout().index()];
        this.numbers = new double[network.readout().size()];
    }

    /** How the loss drives the adjoint of a channel of the readout population. */
    Drive drive(Channel channel) {
        return drives[channel.index() - currents[0].index()];
    }

    /** Adds step n to the averaged voltages, from the state at its start; not for a {@link DirectReadout}. */
    void accumulate(Kernels kernels, float[] s, int n) {
        double t = layout.network.duration();
        for (int k = 0; k < currents.length; k++) {
            Channel c = currents[k];
            Drive drive = drives[k];
            if (k == 0) {
                kernels.addScaled(s, v, (float) (c.form().tauMem() * drive.v()[n] / t), x, c.stride());
            }
            kernels.addScaled(s, c.i(), (float) (c.form().tauSyn() * drive.i()[n] / t), x, c.stride());
        }
    }

    /** Computes the trial's loss and its derivatives. */
    void evaluate(float[] s, int label, Tape tape) {
        Arrays.fill(tape.timeGradient, 0);
        Arrays.fill(tape.voltageGradient, 0);
        switch (spec) {
            case LossSpec.SumVoltage _ -> {
                for (int k = 0; k < numbers.length; k++) {
                    numbers[k] = s[x + k];
                }
                tape.loss = loss.evaluate(numbers, label, tape.voltageGradient);
            }
            case LossSpec.FirstSpike first -> {
                firstSpikes(tape);
                tape.loss = loss.evaluate(numbers, label, tape.timeGradient);
                if (tape.firstGrid[label] < 0) {
                    tape.loss += first.silentLabelPush() * (threshold - s[x + label]);
                    tape.voltageGradient[label] = -first.silentLabelPush();
                }
            }
            default -> throw new IllegalArgumentException(spec.type());
        }
        tape.correct = loss.predict(numbers) == label;
    }

    private void firstSpikes(Tape tape) {
        SpikeList list = tape.spikes[layout.network.readout().index()];
        Arrays.fill(tape.firstGrid, -1);
        Arrays.fill(numbers, Double.POSITIVE_INFINITY);
        for (int n = 0; n <= layout.steps; n++) {
            for (int k = list.start[n]; k < list.start[n + 1]; k++) {
                int neuron = list.neuron[k];
                if (tape.firstGrid[neuron] < 0) {
                    tape.firstGrid[neuron] = n;
                    numbers[neuron] = n * layout.network.dt();
                }
            }
        }
    }
}
