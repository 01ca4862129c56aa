package dev.backspike.engine.cpu;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.loss.TrialLoss;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The clock-driven solver written as plainly as possible, neuron by neuron, connection by connection, in double: every
 * connection has its own current, nothing is shared, padded, tiled or sorted. What {@link CpuEngine} is compared with.
 * It has no gradients of time constants: {@link ConvergenceTest} compares those with the exact engine.
 */
final class PlainClockNetwork {

    private final Network network;
    private final LossSpec loss;
    private final double[][] weights;
    private final Map<String, double[]> parameters;
    private final List<Synapses> synapses;
    /** By connection. */
    final double[][] gradient;

    final double[][] delayGradient;
    double lossSum;
    final long[] spikeCounts;
    long clampedSpikes;
    private final Map<String, RegularisationSpec> regularisation;
    private final double smallestSlope;

    PlainClockNetwork(EngineOptions options) {
        network = options.network();
        loss = options.loss();
        regularisation = options.regularisation();
        smallestSlope = options.gradients().smallestSlope();
        parameters =
                options.initial().parameters().stream().collect(Collectors.toMap(Tensor::name, Tensor.F64::values));
        weights = network.connections().stream()
                .map(c -> Objects.requireNonNull(parameters.get(c.weightName())))
                .toArray(double[][]::new);
        synapses = options.initial().synapses();
        gradient = Arrays.stream(weights).map(w -> new double[w.length]).toArray(double[][]::new);
        delayGradient = Arrays.stream(weights).map(w -> new double[w.length]).toArray(double[][]::new);
        spikeCounts = new long[network.populations().size()];
    }

    void run(Dataset data, int[] samples) {
        List<Trial> trials = new ArrayList<>();
        for (int sample : samples) {
            trials.add(trial(data, sample));
        }
        double[][] pushes =
                network.populations().stream().map(p -> pushes(p, trials)).toArray(double[][]::new);
        for (Trial trial : trials) {
            backwards(trial, trials.size(), pushes);
        }
    }

    /**
     * What a trial leaves.
     *
     * @param volts of the readout, {@code [grid point][neuron]}
     * @param spiked {@code [grid point][population][neuron]}, how often; slope likewise, I - V; and release, I - V_r
     *     when V is free again
     */
    private record Trial(
            int label,
            double[] mean,
            double[] first,
            double[][] volts,
            int[][][] spiked,
            double[][][] slope,
            double[][][] release) {}

    private double tauMem(Population p, int j) {
        double[] individual = parameters.get(p.name() + ".tauMem");
        return individual == null ? p.tauMem().value() : (float) individual[j];
    }

    private double tauSyn(Connection c, int j) {
        double[] individual = parameters.get(c.name() + ".tauSyn");
        return individual == null ? c.tauSyn().value() : (float) individual[j];
    }

    /** In steps. */
    private int delay(Connection c, int synapse) {
        double[] individual = parameters.get(c.name() + ".delay");
        return (int) Math.round((individual == null ? c.delay().value() : (float) individual[synapse]) / network.dt());
    }

    private int refractory(Population p) {
        return p.neuron() instanceof NeuronSpec.Lif lif ? (int) Math.round(lif.refractory() / network.dt()) : 0;
    }

    /** -2 c (mean count - target) of each neuron. */
    private double[] pushes(Population p, List<Trial> trials) {
        double[] pushes = new double[p.size()];
        RegularisationSpec spec = regularisation.get(p.name());
        for (int j = 0; j < p.size() && spec != null; j++) {
            double mean = 0;
            for (Trial trial : trials) {
                for (int[][] point : trial.spiked()) {
                    mean += (double) point[p.index()][j] / trials.size();
                }
            }
            double c = mean < spec.target() ? spec.lower() : spec.upper();
            pushes[j] = -2 * c * (mean - spec.target());
        }
        return pushes;
    }

    private Trial trial(Dataset data, int sample) {
        int steps = network.steps();
        double h = network.dt();
        int populations = network.populations().size();
        int connections = network.connections().size();
        double[][] v = new double[populations][];
        double[][] current = new double[connections][];
        int[][][] spiked = new int[steps + 1][populations][];
        double[][][] slope = new double[steps + 1][populations][];
        double[][][] release = new double[steps + 1][populations][];
        int[][] last = new int[populations][];
        for (Population p : network.populations()) {
            v[p.index()] = new double[p.size()];
            last[p.index()] = new int[p.size()];
            Arrays.fill(last[p.index()], -steps - 1);
            for (int n = 0; n <= steps; n++) {
                spiked[n][p.index()] = new int[p.size()];
                slope[n][p.index()] = new double[p.size()];
                release[n][p.index()] = new double[p.size()];
            }
        }
        for (Connection c : network.connections()) {
            current[c.index()] = new double[c.to().size()];
        }
        SpikeTrain train = new SpikeTrain();
        data.read(sample, train);
        for (int k = 0; k < train.count; k++) {
            long n = Math.round(train.times[k] / h);
            if (n <= steps) {
                spiked[(int) n][network.input().index()][train.units[k]]++;
            }
        }
        double[] mean = new double[network.readout().size()];
        double[][] volts = new double[steps + 1][network.readout().size()];
        double[] first = new double[network.readout().size()];
        Arrays.fill(first, Double.POSITIVE_INFINITY);
        for (int n = 0; n <= steps; n++) {
            if (n > 0) {
                for (Population p : network.populations()) {
                    for (int j = 0; j < p.size() && !p.equals(network.input()); j++) {
                        double before = v[p.index()][j];
                        double tauMem = tauMem(p, j);
                        double after = Math.exp(-h / tauMem) * before;
                        double start = 0;
                        double charge = 0;
                        for (Connection c : network.connections()) {
                            if (c.to().equals(p)) {
                                double i = current[c.index()][j];
                                double tauSyn = tauSyn(c, j);
                                double b = Math.exp(-h / tauSyn);
                                after += kappa(tauMem, tauSyn, h) * i;
                                start += i;
                                charge += tauSyn * (1 - b) * i;
                                current[c.index()][j] = b * i;
                            }
                        }
                        int free = last[p.index()][j] + refractory(p);
                        if (n <= free) {
                            if (n == free) {
                                double reset = ((NeuronSpec.Lif) p.neuron()).vReset();
                                release[last[p.index()][j]][p.index()][j] = start - reset;
                            }
                            continue;
                        }
                        if (p.equals(network.readout())) {
                            // tauMem V' = -V + I, integrated over the step
                            volts[n][j] = after;
                            mean[j] += (charge - tauMem * (after - before)) / network.duration();
                        }
                        v[p.index()][j] = after;
                        if (p.neuron() instanceof NeuronSpec.Lif lif && after >= (float) lif.vThresh()) {
                            spiked[n][p.index()][j] = 1;
                            slope[n][p.index()][j] = start - after;
                            last[p.index()][j] = n;
                            v[p.index()][j] = lif.vReset();
                            spikeCounts[p.index()]++;
                            if (p.equals(network.readout())) {
                                first[j] = Math.min(first[j], n * h);
                            }
                        }
                    }
                }
            }
            for (Connection c : network.connections()) {
                for (int w = 0; w < c.weights(); w++) {
                    int sent = n - delay(c, w);
                    if (sent >= 0) {
                        int i = w / c.to().size();
                        current[c.index()][w % c.to().size()] +=
                                spiked[sent][c.from().index()][i] * weights[c.index()][w];
                    }
                }
            }
        }
        return new Trial(data.label(sample), mean, first, volts, spiked, slope, release);
    }

    private double threshold() {
        return ((NeuronSpec.Lif) network.readout().neuron()).vThresh();
    }

    private double silentPush(int neuron, int label) {
        return switch (loss) {
            case LossSpec.FirstSpike f -> neuron == label ? f.silentLabelPush() : 0;
            case LossSpec.SpikeTimeMse m ->
                (neuron == label ? m.labelTime() : m.otherTime()) < network.duration() ? m.silentPush() : 0;
            default -> throw new IllegalArgumentException(loss.type());
        };
    }

    private void backwards(Trial trial, int batch, double[][] pushes) {
        int label = trial.label();
        double[] mean = trial.mean();
        double[] first = trial.first();
        int[][][] spiked = trial.spiked();
        double[][][] slope = trial.slope();
        int steps = network.steps();
        double h = network.dt();
        double[] byTime = new double[first.length];
        double[] byVoltage = new double[first.length];
        double[][] byPoint = new double[steps + 1][first.length];
        TrialLoss trialLoss = TrialLoss.of(loss, network.duration());
        switch (loss) {
            case LossSpec.SumVoltage _ -> lossSum += trialLoss.evaluate(mean, label, byVoltage);
            case LossSpec.OfSpikes _ -> {
                lossSum += trialLoss.evaluate(first, label, byTime);
                for (int k = 0; k < first.length; k++) {
                    if (first[k] == Double.POSITIVE_INFINITY && silentPush(k, label) > 0) {
                        lossSum += silentPush(k, label) * (threshold() - mean[k]);
                        byVoltage[k] = -silentPush(k, label);
                    }
                }
            }
            case LossSpec.MaxVoltage _ -> {
                int[] at = new int[first.length];
                double[] largest = new double[first.length];
                double[] byLargest = new double[first.length];
                for (int n = 1; n <= steps; n++) {
                    for (int k = 0; k < first.length; k++) {
                        if (trial.volts()[n][k] > largest[k]) {
                            largest[k] = trial.volts()[n][k];
                            at[k] = n;
                        }
                    }
                }
                lossSum += trialLoss.evaluate(largest, label, byLargest);
                for (int k = 0; k < first.length; k++) {
                    byPoint[at[k]][k] = byLargest[k];
                }
            }
            case LossSpec.MeanCrossEntropy _, LossSpec.VoltageMse _ -> {
                for (int n = 1; n <= steps; n++) {
                    lossSum += trialLoss.evaluate(trial.volts()[n], label, byPoint[n]) / steps;
                    for (int k = 0; k < first.length; k++) {
                        byPoint[n][k] /= steps;
                    }
                }
            }
        }
        int connections = network.connections().size();
        double[][] lambdaV = new double[network.populations().size()][];
        // after the trial all are zero
        double[][][] lambdaI = new double[2 * steps + 2][connections][];
        double[][][] diff = new double[2 * steps + 2][connections][];
        for (Population p : network.populations()) {
            lambdaV[p.index()] = new double[p.size()];
        }
        for (Connection c : network.connections()) {
            for (int n = 0; n < lambdaI.length; n++) {
                lambdaI[n][c.index()] = new double[c.to().size()];
                diff[n][c.index()] = new double[c.to().size()];
            }
        }
        for (int n = steps; n >= 0; n--) {
            for (Connection c : network.connections()) {
                for (int j = 0; j < c.to().size() && n < steps; j++) {
                    double tauMem = tauMem(c.to(), j);
                    double tauSyn = tauSyn(c, j);
                    double b = Math.exp(-h / tauSyn);
                    double g = tauMem / tauSyn * kappa(tauMem, tauSyn, h);
                    double d = c.to().equals(network.readout()) ? -byVoltage[j] / network.duration() / batch : 0;
                    double later = lambdaI[n + 1][c.index()][j];
                    lambdaI[n][c.index()][j] = held(trial, c.to(), j, n)
                            ? b * later
                            : d + b * (later - d) + g * (lambdaV[c.to().index()][j] - d);
                }
            }
            for (Population p : network.populations()) {
                for (int j = 0; j < p.size() && !p.equals(network.input()) && n < steps; j++) {
                    if (!held(trial, p, j, n)) {
                        double d = p.equals(network.readout()) ? -byVoltage[j] / network.duration() / batch : 0;
                        lambdaV[p.index()][j] = d + Math.exp(-h / tauMem(p, j)) * (lambdaV[p.index()][j] - d);
                    }
                }
            }
            for (int k = 0; k < first.length; k++) {
                lambdaV[network.readout().index()][k] -= byPoint[n][k] / tauMem(network.readout(), k) / batch;
            }
            for (Connection c : network.connections()) {
                for (int j = 0; j < c.to().size(); j++) {
                    double seen = held(trial, c.to(), j, n) ? 0 : lambdaV[c.to().index()][j];
                    diff[n][c.index()][j] = seen - lambdaI[n][c.index()][j];
                }
            }
            for (Population p : network.populations()) {
                for (int i = 0; i < p.size(); i++) {
                    int count = spiked[n][p.index()][i];
                    if (count == 0) {
                        continue;
                    }
                    double jump = 0;
                    for (Connection c : network.connections()) {
                        for (int j = 0; j < c.to().size() && c.from().equals(p); j++) {
                            int w = i * c.to().size() + j;
                            if (synapses.get(c.index()).has(w)) {
                                int arrival = Math.min(n + delay(c, w), 2 * steps + 1);
                                double found = diff[arrival][c.index()][j];
                                jump += weights[c.index()][w] * found;
                                gradient[c.index()][w] -= count * tauSyn(c, j) * lambdaI[arrival][c.index()][j];
                                delayGradient[c.index()][w] += count * weights[c.index()][w] * found;
                            }
                        }
                    }
                    if (p.neuron() instanceof NeuronSpec.Lif lif) {
                        boolean isFirst = p.equals(network.readout()) && first[i] == n * h;
                        double later = jump + (isFirst ? byTime[i] / batch : 0);
                        double divisor = divisor(slope[n][p.index()][i]);
                        double lambda = lambdaV[p.index()][i];
                        lambdaV[p.index()][i] = pushes[p.index()][i] / batch
                                + (lif.refractory() > 0
                                        ? (trial.release()[n][p.index()][i] * lambda + later) / divisor
                                        : lambda + ((lif.vThresh() - lif.vReset()) * lambda + later) / divisor);
                    }
                }
            }
        }
    }

    /** Whether a neuron's voltage is held at its reset value over step n. */
    private boolean held(Trial trial, Population p, int j, int n) {
        for (int k = Math.max(0, n - refractory(p) + 1); k <= n && refractory(p) > 0; k++) {
            if (trial.spiked()[k][p.index()][j] > 0) {
                return true;
            }
        }
        return false;
    }

    private double divisor(double slope) {
        if (smallestSlope == 0 || slope >= smallestSlope) {
            return slope;
        }
        clampedSpikes++;
        return smallestSlope;
    }

    private static double kappa(double tauMem, double tauSyn, double h) {
        return tauMem == tauSyn
                ? h / tauMem * Math.exp(-h / tauMem)
                : tauSyn / (tauMem - tauSyn) * (Math.exp(-h / tauMem) - Math.exp(-h / tauSyn));
    }
}
