package dev.backspike.engine.inspection;

import dev.backspike.common.evaluation.Evaluated;
import dev.backspike.common.evaluation.GivenSample;
import dev.backspike.common.evaluation.Split;
import dev.backspike.common.evaluation.Trials;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.DatasetInspector;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.dataset.Splits;
import dev.backspike.engine.evaluation.TrainedNetwork;
import dev.backspike.engine.evaluation.TrainedNetwork.Spikes;
import dev.backspike.engine.model.MalformedSafetensorsException;
import dev.backspike.engine.model.Safetensors;
import dev.backspike.engine.network.Tensor;
import dev.backspike.engine.training.CheckpointFile;
import dev.backspike.engine.training.CheckpointRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs trained networks. The one that was asked for last is kept ready. */
final class TrainedNetworks {

    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final Datasets datasets;
    private @Nullable Identity identity;
    private @Nullable TrainedNetwork ready;

    TrainedNetworks(Datasets datasets) {
        this.datasets = datasets;
    }

    /** What decides what a trained network computes. */
    private record Identity(NetworkSpec network, LossSpec loss, long seed, String sha256) {}

    /** {@link ModelInspector#evaluate}. */
    synchronized Evaluated evaluate(JobSpec spec, StoredValues values, Split split, int limit, double seconds) {
        Dataset data = data(spec, split);
        return network(spec, values).evaluate(data, limit, seconds);
    }

    /** {@link ModelInspector#record}. */
    synchronized Trials record(JobSpec spec, StoredValues values, Split split, List<Integer> samples, double seconds) {
        Dataset data = data(spec, split);
        return network(spec, values).record(data, samples, seconds);
    }

    /** {@link ModelInspector#predict}. */
    synchronized Trials predict(
            JobSpec spec, StoredValues values, List<GivenSample> samples, boolean record, double seconds) {
        return network(spec, values).predict(samples, record ? Spikes.RECORDED : Spikes.LEFT_OUT, seconds);
    }

    private Dataset data(JobSpec spec, Split split) {
        new DatasetInspector(datasets).resolve(spec);
        Splits splits = datasets.open(spec);
        Dataset data = switch (split) {
            case TRAIN -> splits.train();
            case VALIDATION -> splits.validation();
            case TEST -> splits.test();
        };
        if (data == null) {
            throw new InvalidSpecException(
                    "/split", "is validation, but the data set keeps nothing for validation; take train or test");
        }
        return data;
    }

    private TrainedNetwork network(JobSpec spec, StoredValues values) {
        Identity wanted = new Identity(
                spec.network(), spec.training().loss(), spec.training().seed(), values.sha256());
        TrainedNetwork kept = ready;
        if (kept != null && wanted.equals(identity)) {
            return kept;
        }
        if (kept != null) {
            ready = null;
            kept.close();
        }
        TrainedNetwork network = TrainedNetwork.of(spec, tensors(values), THREADS);
        identity = wanted;
        ready = network;
        return network;
    }

    private static List<? extends Tensor> tensors(StoredValues values) {
        Path file = Path.of(values.file());
        try {
            return switch (values.kind()) {
                case MODEL -> Safetensors.read(file).tensors();
                case CHECKPOINT ->
                    CheckpointFile.read(Files.readAllBytes(file)).state().parameters();
            };
        } catch (MalformedSafetensorsException | CheckpointRefusedException e) {
            throw new InvalidSpecException("/checkpoint", "cannot be read: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
