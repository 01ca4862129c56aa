package dev.backspike.engine.training;

import dev.backspike.common.id.Sha256;
import dev.backspike.common.spec.CheckpointSpec;
import dev.backspike.common.spec.DatasetSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.TrainingSpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hashes the part of a specification that determines the result: not name, labels, priority, resources or checkpoints.
 */
final class SpecHash {

    private static final JsonMapper JSON = new JsonMapper();

    private SpecHash() {}

    private record Deciding(DatasetSpec dataset, NetworkSpec network, TrainingSpec training) {}

    /**
     * SHA-256 in hexadecimal digits.
     *
     * @param spec resolved
     */
    static String of(JobSpec spec) {
        String json = JSON.writeValueAsString(
                new Deciding(spec.dataset(), spec.network(), spec.training().withCheckpoint(CheckpointSpec.DEFAULT)));
        return Sha256.ofUtf8(json).text();
    }
}
