package dev.backspike.common.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One presentation of one sample to a trained network.
 *
 * @param sample its number, counted from 0
 * @param label of the sample; null if it has none
 * @param predicted class; null if the readout says nothing, such as no spike at all
 * @param confidence probability of the predicted class by the loss's softmax; null if nothing is predicted, or the loss
 *     has no probabilities
 * @param loss of this trial; null without a label
 * @param readout what the class is predicted from, by readout neuron, rounded to 6 decimals: the time of the first
 *     spike in ms (null for a silent neuron) or a voltage, depending on the loss
 * @param populations spikes of the populations that emit any; absent unless they were to be recorded
 */
public record Trial(
        int sample,
        @Nullable Integer label,
        @Nullable Integer predicted,
        @Nullable Double confidence,
        @Nullable Double loss,
        List<@Nullable Double> readout,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<RecordedSpikes> populations) {}
