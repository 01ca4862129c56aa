package dev.backspike.worker.model;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.worker.network.Tensor;
import java.util.List;
import java.util.TreeMap;

/** The trained parameters of a job as a file: safetensors, a tensor per connection, named {@code from->to.weight}. */
public final class ModelFile {

    public static final String NAME = "model.safetensors";

    private ModelFile() {}

    /**
     * @param epochs trained
     * @param steps weight updates made
     */
    public static byte[] write(JobSpec spec, List<Tensor> parameters, int epochs, long steps) {
        TreeMap<String, String> metadata = new TreeMap<>();
        metadata.put("producer", "backspike");
        metadata.put("name", spec.name());
        metadata.put("epoch", String.valueOf(epochs));
        metadata.put("step", String.valueOf(steps));
        return Safetensors.write(metadata, parameters);
    }
}
