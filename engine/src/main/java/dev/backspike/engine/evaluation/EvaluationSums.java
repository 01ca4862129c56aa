package dev.backspike.engine.evaluation;

import dev.backspike.common.evaluation.Calibration;
import dev.backspike.common.evaluation.ClassScore;
import dev.backspike.common.evaluation.PopulationRates;
import dev.backspike.common.evaluation.Trial;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the trials of an evaluation add up to. */
final class EvaluationSums {

    private static final int BINS = 10;
    private static final int MOST_CLASSES = 200;

    private final Network network;
    private final Dataset data;
    /** {@code [label][predicted]}; the last column counts trials without a prediction. */
    private final int[][] confusion;
    /** {@code [population][neuron]}. */
    private final long[][] spikes;

    private final int[] binSamples = new int[BINS];
    private final int[] binCorrect = new int[BINS];
    private final double[] binConfidence = new double[BINS];
    private int samples;
    private double loss;

    EvaluationSums(Network network, Dataset data) {
        this.network = network;
        this.data = data;
        confusion = new int[data.classes()][network.readout().size() + 1];
        spikes = network.populations().stream()
                .map(p -> new long[p.spiking() ? p.size() : 0])
                .toArray(long[][]::new);
    }

    void add(BatchOutcome outcome) {
        samples += outcome.samples();
        loss += outcome.loss();
        int[][] counted = outcome.neuronSpikes();
        for (int p = 0; p < spikes.length; p++) {
            for (int n = 0; n < spikes[p].length; n++) {
                spikes[p][n] += counted[p][n];
            }
        }
    }

    void add(int label, Trial trial) {
        int[] row = confusion[label];
        row[trial.predicted() == null ? row.length - 1 : trial.predicted()]++;
        if (trial.predicted() != null && trial.confidence() != null) {
            int bin = Math.min((int) (trial.confidence() * BINS), BINS - 1);
            binSamples[bin]++;
            binConfidence[bin] += trial.confidence();
            binCorrect[bin] += trial.predicted() == label ? 1 : 0;
        }
    }

    int samples() {
        return samples;
    }

    double loss() {
        return loss / samples;
    }

    double accuracy() {
        return (double) IntStream.range(0, confusion.length)
                        .map(c -> confusion[c][c])
                        .sum()
                / samples;
    }

    int unanswered() {
        return Arrays.stream(confusion).mapToInt(row -> row[row.length - 1]).sum();
    }

    List<ClassScore> classes() {
        List<ClassScore> scores = new ArrayList<>();
        for (int label = 0; label < confusion.length; label++) {
            int column = label;
            int of = IntStream.of(confusion[label]).sum();
            int predicted =
                    Arrays.stream(confusion).mapToInt(row -> row[column]).sum();
            int correct = confusion[label][label];
            scores.add(new ClassScore(
                    label,
                    data.classNames().isEmpty() ? null : data.classNames().get(label),
                    of,
                    correct,
                    confusion[label][confusion[label].length - 1],
                    share(correct, of),
                    share(correct, predicted)));
        }
        return scores;
    }

    /** Without the column of trials without a prediction. */
    @Nullable
    List<List<Integer>> confusion() {
        if (network.readout().size() > MOST_CLASSES) {
            return null;
        }
        return Arrays.stream(confusion)
                .map(row -> IntStream.of(row).limit(row.length - 1).boxed().toList())
                .toList();
    }

    Calibration calibration() {
        List<Calibration.Bin> bins = new ArrayList<>();
        int counted = IntStream.of(binSamples).sum();
        double error = 0;
        for (int b = 0; b < BINS; b++) {
            Double confidence = binSamples[b] == 0 ? null : binConfidence[b] / binSamples[b];
            Double accuracy = share(binCorrect[b], binSamples[b]);
            bins.add(new Calibration.Bin(
                    (double) b / BINS, (double) (b + 1) / BINS, binSamples[b], confidence, accuracy));
            error += Math.abs(binCorrect[b] - binConfidence[b]);
        }
        return new Calibration(counted == 0 ? null : error / counted, bins);
    }

    List<PopulationRates> populations() {
        return network.populations().stream()
                .filter(Population::spiking)
                .map(this::rates)
                .toList();
    }

    private PopulationRates rates(Population population) {
        double[] rates = Arrays.stream(spikes[population.index()])
                .mapToDouble(count -> (double) count / samples)
                .toArray();
        return new PopulationRates(
                population.name(),
                population.size(),
                Arrays.stream(rates).average().orElse(0),
                (int) Arrays.stream(rates).filter(rate -> rate == 0).count(),
                Histograms.of(rates));
    }

    private static @Nullable Double share(int part, int of) {
        return of == 0 ? null : (double) part / of;
    }
}
