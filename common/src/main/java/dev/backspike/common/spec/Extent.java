package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** Numbers of rows and of columns. */
public record Extent(int height, int width) {

    @JsonValue
    public List<Integer> extents() {
        return List.of(height, width);
    }

    @Override
    public String toString() {
        return extents().toString();
    }
}
