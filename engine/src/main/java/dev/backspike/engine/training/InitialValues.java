package dev.backspike.engine.training;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.InitialFromSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.model.StoredModel;
import dev.backspike.engine.model.UnreadableModelException;
import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Synapses;
import dev.backspike.engine.network.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The initial values of a job's network that follow from its specification alone: drawn values, or those of a file. */
public final class InitialValues {

    private static final String POINTER = "/training/initialFrom/file";

    private InitialValues() {}

    /**
     * @param spec resolved
     * @param network of the specification
     * @throws InvalidSpecException if the file that the job begins with is missing or damaged or does not fit the
     *     network
     */
    public static InitialState of(JobSpec spec, Network network, Datasets datasets) {
        InitialState drawn = Initialisers.draw(network, spec.training().seed());
        return spec.training().initialFrom() instanceof InitialFromSpec.OfFile from
                ? read(from, network, datasets, drawn)
                : drawn;
    }

    /**
     * What the network of a job has become: the values of a file that the service stored of it, on the synapses that
     * the job drew.
     *
     * @param spec resolved
     * @param values a tensor for each of {@link Network#parameters()}, in any order and precision
     * @param pointer to the field that chooses the values
     * @throws InvalidSpecException naming the parameter that is missing or has another shape
     */
    public static InitialState ofTrained(JobSpec spec, Network network, List<? extends Tensor> values, String pointer) {
        InitialState drawn = Initialisers.draw(network, spec.training().seed());
        List<Tensor.F64> fitted = WarmStart.fit(drawn.parameters(), values, pointer).stream()
                .map(WarmStart::doubles)
                .toList();
        return new InitialState(fitted, drawn.synapses());
    }

    /**
     * Reads the file that the job begins with, if there is one; draws nothing otherwise, since that takes long for
     * large networks.
     *
     * @throws InvalidSpecException as {@link #of} does
     */
    public static void requireFit(JobSpec spec, Network network, Datasets datasets) {
        if (spec.training().initialFrom() instanceof InitialFromSpec.OfFile) {
            of(spec, network, datasets);
        }
    }

    private static InitialState read(
            InitialFromSpec.OfFile from, Network network, Datasets datasets, InitialState drawn) {
        String name = from.file();
        Path file = datasets.file(name, POINTER);
        try {
            StoredModel model = StoredModel.at(file);
            if (model == null) {
                throw new InvalidSpecException(
                        POINTER, "names " + name + ", which is neither a safetensors nor a NIR file");
            }
            List<Tensor.F64> values =
                    WarmStart.fit(drawn.parameters(), model.values(network, from.units()), POINTER).stream()
                            .map(WarmStart::doubles)
                            .toList();
            for (int k = 0; k < values.size(); k++) {
                require(network.parameters().get(k), values.get(k).values(), drawn.synapses());
            }
            return new InitialState(values, drawn.synapses());
        } catch (UnreadableModelException e) {
            throw new InvalidSpecException(POINTER, "names " + name + ", which " + e.getMessage());
        } catch (IOException e) {
            throw new InvalidSpecException(
                    POINTER, "names " + name + ", which cannot be read (" + e.getMessage() + ")");
        }
    }

    /** What training keeps to, a model from elsewhere need not. */
    private static void require(Parameter parameter, double[] values, List<Synapses> synapses) {
        for (int k = 0; k < values.length; k++) {
            if (!Double.isFinite(values[k]) || values[k] < parameter.min() || values[k] > parameter.max()) {
                throw new InvalidSpecException(
                        POINTER,
                        "has a model whose parameter " + parameter.name() + " has the value " + values[k]
                                + (Double.isFinite(values[k])
                                        ? ", which is not within the network's " + parameter.min() + " to "
                                                + parameter.max()
                                        : ""));
            }
            if (parameter.kind() == Kind.WEIGHT
                    && values[k] != 0
                    && !synapses.get(parameter.owner()).has(k)) {
                throw new InvalidSpecException(
                        POINTER,
                        "has a model whose " + parameter.name() + " is not 0 at index " + k
                                + ", where the network's connection has no synapse; use the seed and the connectivity"
                                + " that the model was trained with, or make the connection dense");
            }
        }
    }
}
