package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * The places of a population's neurons: rows, columns and channels. The neuron at row y, column x in channel c has the
 * number (y * width + x) * channels + c.
 */
public record Shape(int height, int width, int channels) {

    @JsonValue
    public List<Integer> extents() {
        return List.of(height, width, channels);
    }

    /** Number of neurons. */
    public long size() {
        return (long) height * width * channels;
    }

    public int neuron(int y, int x, int channel) {
        return (y * width + x) * channels + channel;
    }

    @Override
    public String toString() {
        return extents().toString();
    }
}
