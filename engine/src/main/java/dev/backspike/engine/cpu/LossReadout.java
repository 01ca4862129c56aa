package dev.backspike.engine.cpu;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.clock.Drive;
import dev.backspike.engine.cpu.HostLayout.Channel;
import dev.backspike.engine.loss.SilentPush;
import dev.backspike.engine.loss.TrialLoss;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.plan.LossEntry;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the loss reads from a trial, and what it leaves in the {@link Tape} for the adjoint. Averaged voltages are
 * integrated step by step in the readout's {@code drive} vector of the thread's state, which the forward pass has no
 * other use for. Losses of voltages at grid points read them after each step. One instance serves one thread.
 *
 * <p>The largest voltage is that of the grid points, and acts on the adjoint at its own. The exact engine finds the
 * maximum between them, which is larger by at most V'' dt^2 / 8 where V is smooth and by V' dt where a spike turns it:
 * both gradients agree to O(dt).
 */
final class LossReadout {

    private final HostLayout layout;
    private final LossEntry entry;
    private final TrialLoss loss;
    private final Channel[] currents;
    private final Drive[] drives;
    /** The threshold of a spiking readout. */
    private final double threshold;

    private final int v;
    private final int x;
    /** What the loss is a function of, but for losses of all grid points: those predict from it. */
    private final double[] numbers;

    private final double[] point;
    private final double[] gradient;
    /** The membrane time constant that all readout neurons share, ms. */
    private final float tauMem;
    /** The constants of each channel, where neurons have individual ones; else empty. */
    private final IndividualConstants[] individual;

    private final SilentPush push;
    /** Whether averaged voltages count. */
    private final boolean averages;

    private double pointLoss;

    LossReadout(HostLayout layout, Parameters parameters, LossSpec spec) {
        Network network = layout.network;
        this.layout = layout;
        this.entry = layout.plan.entry();
        this.loss = TrialLoss.of(spec, network.duration());
        this.currents = layout.incoming[network.readout().index()];
        this.threshold = network.readout().neuron() instanceof NeuronSpec.Lif lif ? lif.vThresh() : 0;
        boolean shared = !layout.individual[network.readout().index()];
        this.drives = shared
                ? Arrays.stream(currents)
                        .map(c -> Drive.of(entry.profile(), c.form(), layout.steps))
                        .toArray(Drive[]::new)
                : new Drive[0];
        this.individual = shared ? new IndividualConstants[0] : IndividualMembranes.constants(currents, parameters);
        this.tauMem = shared ? (float) currents[0].form().tauMem() : Float.NaN;
        this.v = layout.v[network.readout().index()];
        this.x = layout.drive[network.readout().index()];
        this.numbers = new double[network.readout().size()];
        this.point = new double[numbers.length];
        this.gradient = new double[numbers.length];
        this.push = new SilentPush(spec, network.duration());
        this.averages = entry.averages();
    }

    /** How the loss drives the adjoint of a channel of the readout population, whose neurons share their constants. */
    Drive drive(Channel channel) {
        return drives[channel.index() - currents[0].index()];
    }

    /** Adds step n to the averaged voltages, from the state at its start; not for a {@link DirectReadout}. */
    void accumulate(InnerLoops loops, float[] s, int n) {
        if (!averages) {
            return;
        }
        if (individual.length > 0) {
            accumulateIndividual(s, n);
            return;
        }
        double t = layout.network.duration();
        for (int k = 0; k < currents.length; k++) {
            Channel c = currents[k];
            Drive drive = drives[k];
            if (k == 0) {
                loops.addScaled(s, v, (float) (c.form().tauMem() * drive.v()[n] / t), x, c.stride());
            }
            loops.addScaled(s, c.i(), (float) (c.form().tauSyn() * drive.i()[n] / t), x, c.stride());
        }
    }

    private void accumulateIndividual(float[] s, int n) {
        float perT = (float) (1 / layout.network.duration());
        int size = numbers.length;
        for (int c = 0; c < individual.length; c++) {
            IndividualDrive drive = Objects.requireNonNull(individual[c].drive);
            for (int k = 0; k < size; k++) {
                float charge = drive.i[n * size + k] * s[currents[c].i() + k];
                charge += c == 0 ? drive.v[n * size + k] * s[v + k] : 0;
                s[x + k] += perT * charge;
            }
        }
    }

    /** Prepares a trial; call it before the first step. */
    void start(Tape tape) {
        Arrays.fill(numbers, 0);
        pointLoss = 0;
        // A voltage that never exceeds the 0 that it starts from has no derivative.
        Arrays.fill(tape.readGrid, -1);
    }

    /**
     * Reads the voltages at grid point n, 1 to steps, where the loss asks for them. They are continuous, so it does not
     * matter whether spikes of that grid point have arrived.
     */
    void look(float[] s, int n, int label, Tape tape) {
        switch (entry) {
            case LossEntry.GridVoltages _ -> evaluatePoint(s, n, label, tape);
            case LossEntry.LargestVoltages _ -> {
                for (int k = 0; k < numbers.length; k++) {
                    // so that NaN is not overlooked
                    if (!(s[v + k] <= numbers[k])) {
                        numbers[k] = s[v + k];
                        tape.readGrid[k] = n;
                    }
                }
            }
            case LossEntry.FirstSpikes _, LossEntry.AveragedVoltages _ -> {}
        }
    }

    private void evaluatePoint(float[] s, int n, int label, Tape tape) {
        for (int k = 0; k < point.length; k++) {
            point[k] = s[v + k];
            numbers[k] += point[k] / layout.steps;
        }
        pointLoss += loss.evaluate(point, label, gradient) / layout.steps;
        int row = (n - 1) * gradient.length;
        for (int k = 0; k < gradient.length; k++) {
            tape.pointGradient[row + k] = (float) gradient[k];
        }
    }

    /** Computes the trial's loss and its derivatives. */
    void evaluate(float[] s, int label, Tape tape) {
        Arrays.fill(tape.timeGradient, 0);
        Arrays.fill(tape.voltageGradient, 0);
        switch (entry) {
            case LossEntry.AveragedVoltages _ -> {
                for (int k = 0; k < numbers.length; k++) {
                    numbers[k] = s[x + k];
                }
                tape.loss = loss.evaluate(numbers, label, tape.voltageGradient);
            }
            case LossEntry.FirstSpikes _ -> {
                firstSpikes(tape);
                tape.loss = loss.evaluate(numbers, label, tape.timeGradient);
                pushSilent(s, label, tape);
            }
            case LossEntry.GridVoltages _ -> tape.loss = pointLoss;
            case LossEntry.LargestVoltages _ -> {
                tape.loss = loss.evaluate(numbers, label, gradient);
                for (int k = 0; k < gradient.length; k++) {
                    tape.pointGradient[k] = (float) gradient[k];
                }
            }
        }
        tape.predicted = loss.predict(numbers);
        System.arraycopy(numbers, 0, tape.readout, 0, numbers.length);
    }

    private void pushSilent(float[] s, int label, Tape tape) {
        for (int k = 0; k < numbers.length; k++) {
            double strength = tape.readGrid[k] < 0 ? push.strength(k, label) : 0;
            if (strength > 0) {
                tape.loss += strength * (threshold - s[x + k]);
                tape.voltageGradient[k] = -strength;
            }
        }
    }

    private void firstSpikes(Tape tape) {
        SpikeList list = tape.spikes[layout.network.readout().index()];
        Arrays.fill(numbers, Double.POSITIVE_INFINITY);
        for (int n = 0; n <= layout.steps; n++) {
            for (int k = list.start[n]; k < list.start[n + 1]; k++) {
                int neuron = list.neuron[k];
                if (tape.readGrid[neuron] < 0) {
                    tape.readGrid[neuron] = n;
                    numbers[neuron] = n * layout.network.dt();
                }
            }
        }
    }

    /**
     * Backwards across grid point n, before its spikes: where the loss reads V_k(t_n), lambda_V,k jumps by -dl/dV_k /
     * tauMem, and so does lambda_V - lambda_I of each channel. A grid spike stands for one in the step before, which
     * the voltage at the grid point has felt: measured at dt = 0.1 ms, the gradient of mean-cross-entropy is off by
     * 2.8e-3 this way and by 4.1e-3 with the jump after the spikes.
     *
     * @param lambdaV offset of the readout population's
     */
    void jump(int n, Tape tape, float[] s, int lambdaV) {
        switch (entry) {
            case LossEntry.GridVoltages _ -> {
                int row = (n - 1) * numbers.length;
                for (int k = 0; k < numbers.length && n > 0; k++) {
                    jump(s, lambdaV, k, tape.pointGradient[row + k] / layout.steps);
                }
            }
            case LossEntry.LargestVoltages _ -> {
                for (int k = 0; k < numbers.length; k++) {
                    if (tape.readGrid[k] == n) {
                        jump(s, lambdaV, k, tape.pointGradient[k]);
                    }
                }
            }
            case LossEntry.FirstSpikes _, LossEntry.AveragedVoltages _ -> {}
        }
    }

    private void jump(float[] s, int lambdaV, int k, float derivative) {
        float by = -derivative / (individual.length > 0 ? individual[0].tauMem[k] : tauMem);
        s[lambdaV + k] += by;
        for (Channel c : currents) {
            s[c.i() + k] += by;
        }
    }
}
