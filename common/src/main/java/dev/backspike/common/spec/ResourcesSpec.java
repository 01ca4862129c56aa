package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a job may run on. */
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
