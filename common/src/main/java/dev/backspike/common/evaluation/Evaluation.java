package dev.backspike.common.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The predictions of a trained network on a part of a data set, in summary.
 *
 * @param engine the engine that ran the trials, {@code cpu} or {@code event}
 * @param samples the number of samples that were evaluated
 * @param samplesOfSplit the number of samples in the part of the data set
 * @param loss the mean loss of the samples, without regularisation
 * @param accuracy the share of samples whose label is predicted
 * @param unanswered the number of samples for which no class is predicted
 * @param classes the accuracy and precision of each class, by label
 * @param confusion the confusion matrix {@code [label][predicted]}, in samples; null with more than 200 classes
 * @param calibration how well the confidence of predictions agrees with how often they are correct; null if the loss
 *     has no probabilities
 * @param populations the spikes of each population that spikes, and its silent neurons
 * @param parameters the distribution of each parameter of the network
 * @param seconds the duration of the trials, s
 */
public record Evaluation(
        String engine,
        int samples,
        int samplesOfSplit,
        double loss,
        double accuracy,
        int unanswered,
        List<ClassScore> classes,
        @Nullable List<List<Integer>> confusion,
        @Nullable Calibration calibration,
        List<PopulationRates> populations,
        List<ParameterValues> parameters,
        double seconds) {}
