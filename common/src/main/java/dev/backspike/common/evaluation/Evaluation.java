package dev.backspike.common.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Predictions of a trained network on a part of a data set, summed up.
 *
 * @param engine that ran the trials, {@code cpu} or {@code event}
 * @param samples that were evaluated
 * @param samplesOfSplit that the part of the data set has
 * @param loss mean over the samples, without regularisation
 * @param accuracy share of samples whose label is predicted
 * @param unanswered samples for which nothing is predicted
 * @param classes by label
 * @param confusion {@code [label][predicted]}: samples; null with more than 200 classes
 * @param calibration null if the loss has no probabilities
 * @param populations that spike
 * @param parameters of the network
 * @param seconds that the trials took
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
