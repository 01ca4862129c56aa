package dev.backspike.engine.dataset;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.DatasetSpec;
import dev.backspike.common.spec.EarlyStoppingSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.common.spec.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Checks a specification against its data, and takes from the data the sizes that the specification leaves open. */
public final class DatasetInspector {

    private final Datasets datasets;

    public DatasetInspector(Datasets datasets) {
        this.datasets = datasets;
    }

    /** @throws InvalidSpecException if the data set is missing, damaged or does not fit the network */
    public JobSpec resolve(JobSpec spec) {
        checkEncoding(spec.dataset());
        Splits splits = datasets.open(spec);
        Dataset train = splits.train();
        List<SpecError> errors = new ArrayList<>();
        NetworkSpec network = spec.network();
        String readout = network.readouts().getFirst();
        Map<String, PopulationSpec> resolved = new LinkedHashMap<>();
        network.populations()
                .forEach((name, population) ->
                        resolved.put(name, resolve(name, population, name.equals(readout), train, errors)));
        Augmentation.check(spec.training().augmentation(), train, network.duration(), errors);
        NetworkSpec resolvedNetwork = network.withPopulations(resolved);
        if (errors.isEmpty()) {
            refuseTooManyWeights(resolvedNetwork, errors);
            requireValidation(spec, splits, errors);
        }
        if (!errors.isEmpty()) {
            throw new InvalidSpecException(errors);
        }
        return spec.withNetwork(resolvedNetwork);
    }

    private static void checkEncoding(DatasetSpec dataset) {
        double tMin;
        double tMax;
        switch (dataset) {
            case DatasetSpec.YinYang yinYang -> {
                tMin = yinYang.encoding().tMin();
                tMax = yinYang.encoding().tMax();
            }
            case DatasetSpec.Idx idx -> {
                tMin = idx.encoding().tMin();
                tMax = idx.encoding().tMax();
            }
            case DatasetSpec.ShdHdf5 _ -> {
                return;
            }
        }
        if (tMax < tMin) {
            throw new InvalidSpecException(
                    "/dataset/encoding/tMax", "must be at least tMin (" + tMin + "), was " + tMax);
        }
    }

    private static void requireValidation(JobSpec spec, Splits splits, List<SpecError> errors) {
        EarlyStoppingSpec stopping = spec.training().earlyStopping();
        if (stopping != null && stopping.series().needsValidation() && splits.validation() == null) {
            errors.add(new SpecError(
                    "/training/earlyStopping/series",
                    "is " + stopping.series().series()
                            + ", but the data set has no validation samples; set /dataset/validation"));
        }
    }

    private static PopulationSpec resolve(
            String name, PopulationSpec population, boolean isReadout, Dataset data, List<SpecError> errors) {
        String pointer = "/network/populations/" + SpecError.token(name) + "/size";
        Integer size = population.size();
        Shape shape = population.shape();
        if (population.neuron() instanceof NeuronSpec.Input) {
            if (shape != null && shape.size() != data.units()) {
                errors.add(new SpecError(
                        "/network/populations/" + SpecError.token(name) + "/shape",
                        "has " + shape.size() + " neurons, but the data set has " + data.units()
                                + " inputs; give rows x columns x channels of the data"));
            } else if (size != null && size != data.units()) {
                errors.add(new SpecError(
                        pointer,
                        "must be " + data.units() + ", the data set's number of inputs, was " + size
                                + "; leave it out to take it from the data"));
            }
            return population.withSize(data.units());
        }
        if (isReadout) {
            if (size != null && size < data.classes()) {
                errors.add(new SpecError(
                        pointer,
                        "must be at least " + data.classes() + ", the data set's number of classes, was " + size
                                + "; leave it out to take it from the data"));
            }
            return population.withSize(size == null ? data.classes() : size);
        }
        if (size == null) {
            errors.add(new SpecError(
                    pointer, "is required: only the input's and the readout's sizes follow from the data set"));
        }
        return population;
    }

    private static void refuseTooManyWeights(NetworkSpec network, List<SpecError> errors) {
        for (int i = 0; i < network.connections().size(); i++) {
            ConnectionSpec connection = network.connections().get(i);
            if (connection.connectivity() instanceof ConnectivitySpec.Windowed) {
                continue; // its weights are those of a kernel
            }
            long from = size(network, connection.from());
            long to = size(network, connection.to());
            if (from * to > Integer.MAX_VALUE) {
                errors.add(new SpecError(
                        "/network/connections/" + i,
                        "has " + from + " x " + to + " weights, more than the " + Integer.MAX_VALUE
                                + " that one connection can have; make a population smaller"));
            }
        }
    }

    private static int size(NetworkSpec network, String population) {
        return Objects.requireNonNull(network.population(population).size(), "size of a resolved population");
    }
}
