package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The resources that a job may use.
 *
 * @param device {@code auto} for the best device of a worker, {@code cpu}, or {@code cuda} for NVIDIA GPUs, which run
 *     networks with the clock solver
 * @param replicas how many replicas train the job together; a number, or {@code min} and {@code max}
 */
public record ResourcesSpec(Device device, ReplicasSpec replicas) {

    public enum Device {
        /** The best device of a worker. */
        @JsonProperty("auto")
        AUTO,
        @JsonProperty("cpu")
        CPU,
        /** NVIDIA GPUs, which run networks with the clock solver. */
        @JsonProperty("cuda")
        CUDA
    }
}
