package dev.backspike.engine.model;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.file.TimeUnit;
import dev.backspike.engine.hdf5.Hdf5File;
import dev.backspike.engine.model.nir.NirException;
import dev.backspike.engine.model.nir.NirModel;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file with a trained model, from here or from elsewhere. It is read whole.
 *
 * @param kind one of those that are models
 */
public record StoredModel(Path file, DataFile.Kind kind) {

    /** Bytes of the header's length, after which a safetensors file has its header. */
    private static final int LENGTH = 8;
    /** Reading takes several times a file's size in memory, of a service that others use too. */
    private static final long MOST_BYTES = 256L << 20;

    /**
     * The shortest duration of a spike that any tool is known to use. Weights that exceed the limits of a job for
     * spikes of area 1 may be within them for the duration that the user states on import, so an upload is checked with
     * the duration that scales weights least.
     */
    private static final ModelUnits SHORTEST_SPIKES = new ModelUnits(TimeUnit.SECONDS, 1e-3);

    /** Recognises a model by the file's first bytes; null if it is not one. */
    public static @Nullable StoredModel at(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(LENGTH + 1);
        }
        if (start.length > LENGTH && start[LENGTH] == '{' && !isText(start)) {
            return new StoredModel(file, DataFile.Kind.SAFETENSORS);
        }
        return Hdf5File.isAt(file) && NirModel.isAt(file) ? new StoredModel(file, DataFile.Kind.NIR) : null;
    }

    /** The length of a header has a byte of 0 at its end; a text that happens to go on with a brace has none. */
    private static boolean isText(byte[] start) {
        for (int k = 0; k < LENGTH; k++) {
            if (start[k] < ' ' && start[k] != '\n' && start[k] != '\r' && start[k] != '\t') {
                return false;
            }
        }
        return true;
    }

    /**
     * The tensors of a network's parameters that the file has, under their names; possibly others too.
     *
     * @param units what the numbers of a NIR file mean
     * @throws UnreadableModelException if the file is damaged or has a node that has no counterpart here
     */
    public List<? extends Tensor> values(Network network, ModelUnits units) throws IOException {
        return read(() -> kind == DataFile.Kind.NIR
                ? NirModel.read(file, network.dt(), network.duration(), units).valuesFor(network)
                : tensors(network));
    }

    private List<Tensor> tensors(Network network) throws IOException {
        Safetensors.Content content = Safetensors.read(file);
        network.parameters().forEach(parameter -> content.requireRead(parameter.name()));
        return content.tensors();
    }

    /**
     * @param dt time step of the clock solver, ms; null for the one in the file
     * @param duration trial length, ms; likewise
     * @param units what the numbers of the file mean
     * @throws UnreadableModelException if the file is damaged, has a node that has no counterpart here or holds nothing
     *     but values
     */
    public NirModel.Imported network(@Nullable Double dt, @Nullable Double duration, ModelUnits units)
            throws IOException {
        if (kind != DataFile.Kind.NIR) {
            throw new UnreadableModelException("is a safetensors file, which has values but no network", null);
        }
        return read(() -> NirModel.read(file, dt, duration, units));
    }

    /**
     * Reads the file as far as that tells whether it is whole, and keeps nothing of it.
     *
     * @throws UnreadableModelException if no job could begin with it
     */
    public DataFile describe() throws IOException {
        if (kind == DataFile.Kind.NIR) {
            // Any step and length will do: they are the job's.
            network(1.0, 1.0, SHORTEST_SPIKES);
        } else {
            read(() -> {
                Safetensors.check(file);
                return file;
            });
        }
        return DataFile.model(kind);
    }

    private interface Reading<T> {

        T read() throws IOException;
    }

    private <T> T read(Reading<T> reading) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new UnreadableModelException(
                    "has " + Files.size(file) + " bytes; a model may have " + MOST_BYTES + " at most", null);
        }
        try {
            return reading.read();
        } catch (NirException e) {
            throw new UnreadableModelException("cannot be used as a model: " + e.getMessage(), e.errors(), e);
        } catch (MalformedSafetensorsException e) {
            throw new UnreadableModelException("cannot be used as a model: " + e.getMessage(), e);
        }
    }
}
