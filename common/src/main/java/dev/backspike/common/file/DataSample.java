package dev.backspike.common.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sample for display: spikes or an image, with its label if the file contains it.
 *
 * @param sample its number, counted from 0
 * @param label number of its class; absent for images, whose labels are another file
 * @param className its label in a file whose labels are texts, at most 100 characters of it
 * @param speaker as the file gives it, a number or at most 100 characters of a text
 * @param spikes how many it has, which may be more than are listed
 * @param times of the listed spikes in ascending order, ms, rounded to 0.0001 ms; if the sample has more spikes than
 *     are listed, those listed are spread evenly over them
 * @param channels of the listed spikes, each counted from 0
 * @param pixels of an image, rows from top to bottom, from 0 (black) to 255
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataSample(
        int sample,
        @Nullable Integer label,
        @Nullable String className,
        @Nullable String speaker,
        @Nullable Integer spikes,
        @Nullable List<Double> times,
        @Nullable List<Integer> channels,
        @Nullable List<List<Integer>> pixels) {

    /** A sample of a file of labels. */
    public static DataSample ofLabel(int sample, int label) {
        return new DataSample(sample, label, null, null, null, null, null, null);
    }

    /** An image. */
    public static DataSample ofImage(int sample, List<List<Integer>> pixels) {
        return new DataSample(sample, null, null, null, null, null, null, pixels);
    }
}
