package dev.backspike.worker.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.backspike.common.spec.CheckpointSpec;
import dev.backspike.common.spec.DatasetSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.TrainingSpec;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.json.JsonMapper;

/** Tells jobs apart by what decides their result: not by name, labels, priority, resources or checkpoints. */
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
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
