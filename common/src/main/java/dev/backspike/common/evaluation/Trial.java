package dev.backspike.common.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One presentation of one sample to a trained network.
 *
 * @param sample the number of the sample, counted from 0
 * @param label the label of the sample; null if it has none
 * @param predicted the predicted class; null if the readout allows no prediction, such as without any spike
 * @param confidence the probability of the predicted class by the softmax of the loss; null if no class is predicted or
 *     the loss has no probabilities
 * @param loss the loss of the trial; null without a label
 * @param readout the values from which the class is predicted, one for each readout neuron, rounded to 6 decimals: for
 *     losses of first spikes the time of the first spike in ms (null for a silent neuron), otherwise a voltage
 * @param populations the spikes of each population that spikes; absent unless requested
 */
public record Trial(
        int sample,
        @Nullable Integer label,
        @Nullable Integer predicted,
        @Nullable Double confidence,
        @Nullable Double loss,
        List<@Nullable Double> readout,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<RecordedSpikes> populations) {}
