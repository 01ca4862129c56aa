package dev.backspike.worker.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.worker.model.nir.NirException;
import dev.backspike.worker.model.nir.NirModel;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Tensor;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;

/** A file that a trained model is kept in. */
public record ModelFile(String name, byte[] content) {

    /** The tensors of {@link Network#parameters()}. */
    public static final String SAFETENSORS = "model.safetensors";

    /** The network with its values. */
    public static final String NIR = "model.nir";

    /** Instead of {@link #NIR}: why there is none, as text. */
    public static final String NO_NIR = "model.nir.refusal";

    /**
     * The model in every format that can hold it, safetensors first.
     *
     * @param spec resolved
     * @param parameters a tensor for each of {@link Network#parameters()}
     * @param epochs trained when the parameters had these values
     * @param steps weight updates made until then
     */
    public static List<ModelFile> of(JobSpec spec, List<Tensor> parameters, int epochs, long steps) {
        TreeMap<String, String> metadata = new TreeMap<>();
        metadata.put("producer", "backspike");
        metadata.put("name", spec.name());
        metadata.put("epoch", String.valueOf(epochs));
        metadata.put("step", String.valueOf(steps));
        return List.of(new ModelFile(SAFETENSORS, Safetensors.write(metadata, parameters)), nir(spec, parameters));
    }

    /** A training is not lost for want of this format: what is in the way is told to whoever asks for the file. */
    private static ModelFile nir(JobSpec spec, List<Tensor> parameters) {
        try {
            return new ModelFile(NIR, NirModel.write(spec, parameters));
        } catch (NirException e) {
            return new ModelFile(NO_NIR, String.valueOf(e.getMessage()).getBytes(UTF_8));
        } catch (UncheckedIOException e) {
            String reason = "the worker " + e.getMessage() + ": " + e.getCause();
            return new ModelFile(NO_NIR, reason.getBytes(UTF_8));
        }
    }
}
