package dev.backspike.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.model.nir.NirException;
import dev.backspike.engine.model.nir.NirModel;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
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
     * @param epoch whose parameters these are, counted from 1
     * @param steps weight updates until then
     */
    public static List<ModelFile> of(JobSpec spec, List<Tensor> parameters, int epoch, long steps) {
        TreeMap<String, String> metadata = new TreeMap<>();
        metadata.put("producer", "backspike");
        metadata.put("name", spec.name());
        metadata.put("epoch", String.valueOf(epoch));
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
