package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a job may run on.
 *
 * @param device {@code auto} for the best device of a worker, {@code cpu}, or {@code cuda} for NVIDIA GPUs, which run
 *     networks with the clock solver
 */
public record ResourcesSpec(Device device) {

    public enum Device {
        /** The best that a worker has. */
        @JsonProperty("auto")
        AUTO,
        @JsonProperty("cpu")
        CPU,
        /** NVIDIA GPUs, which run networks with the clock solver. */
        @JsonProperty("cuda")
        CUDA
    }
}
