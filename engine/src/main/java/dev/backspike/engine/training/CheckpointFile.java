package dev.backspike.engine.training;

import dev.backspike.engine.EngineState;
import dev.backspike.engine.model.MalformedSafetensorsException;
import dev.backspike.engine.model.Safetensors;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Checkpoint} as a safetensors file. Numbers are metadata, as Java prints them, which loses no bit:
 *
 * <pre>
 *   metadata   producer, checkpointVersion, specHash, engine, epoch, step, updates,
 *              plateau.fast, .slow, .reduction, .changed
 *              within.sincePoint, .sinceEpoch, .clampedSpikes, .trainingNanos, .spiked.&lt;population&gt;
 *                                                                within an epoch
 *              best.epoch, best.value, best.values.&lt;series&gt;        with early stopping
 *   tensors    parameter/&lt;name&gt;     such as parameter/input-&gt;hidden.weight
 *              moment/&lt;name&gt;        such as moment/m.input-&gt;hidden.weight
 *              best/&lt;name&gt;          parameters of the best epoch, if they are to be restored
 * </pre>
 */
public final class CheckpointFile {

    private static final String VERSION = "1";
    private static final String PARAMETER = "parameter/";
    private static final String MOMENT = "moment/";
    private static final String BEST = "best/";
    private static final String BEST_VALUES = "best.values.";
    private static final String SPIKED = "within.spiked.";

    private CheckpointFile() {}

    /** @throws ArithmeticException if there are 2 GiB or more */
    public static byte[] write(Checkpoint checkpoint) {
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put("producer", "backspike");
        metadata.put("checkpointVersion", VERSION);
        metadata.put("specHash", checkpoint.specHash());
        metadata.put("engine", checkpoint.engine());
        metadata.put("epoch", String.valueOf(checkpoint.epoch()));
        metadata.put("step", String.valueOf(checkpoint.step()));
        metadata.put("updates", String.valueOf(checkpoint.state().updates()));
        metadata.put("plateau.fast", String.valueOf(checkpoint.plateau().fast()));
        metadata.put("plateau.slow", String.valueOf(checkpoint.plateau().slow()));
        metadata.put("plateau.reduction", String.valueOf(checkpoint.plateau().reduction()));
        metadata.put("plateau.changed", String.valueOf(checkpoint.plateau().changed()));
        Checkpoint.Within within = checkpoint.within();
        if (within != null) {
            metadata.put("within.sincePoint", within.sincePoint().text());
            metadata.put("within.sinceEpoch", within.sinceEpoch().text());
            metadata.put("within.clampedSpikes", String.valueOf(within.clampedSpikes()));
            metadata.put("within.trainingNanos", String.valueOf(within.trainingNanos()));
            within.spiked().forEach((population, bits) -> metadata.put(SPIKED + population, bits));
        }
        List<Tensor> tensors = new ArrayList<>();
        checkpoint.state().parameters().forEach(t -> tensors.add(named(PARAMETER + t.name(), t)));
        checkpoint.state().moments().forEach(t -> tensors.add(named(MOMENT + t.name(), t)));
        Improvement.Best best = checkpoint.best();
        if (best != null) {
            metadata.put("best.epoch", String.valueOf(best.epoch()));
            metadata.put("best.value", String.valueOf(best.value()));
            best.values().forEach((series, value) -> metadata.put(BEST_VALUES + series, String.valueOf(value)));
            best.parameters().forEach(t -> tensors.add(named(BEST + t.name(), t)));
        }
        return Safetensors.write(metadata, tensors);
    }

    /** @throws CheckpointRefusedException if the file is not a checkpoint of this version, or damaged */
    public static Checkpoint read(byte[] file) {
        try {
            return read(Safetensors.read(file));
        } catch (MalformedSafetensorsException | NumberFormatException e) {
            throw new CheckpointRefusedException("it is damaged (" + e.getMessage() + ")", e);
        }
    }

    private static Checkpoint read(Safetensors.Content content) {
        Numbers numbers = new Numbers(content.metadata());
        String version = numbers.text("checkpointVersion");
        if (!version.equals(VERSION)) {
            throw new CheckpointRefusedException("it has version " + version + ", known is " + VERSION);
        }
        return new Checkpoint(
                numbers.text("specHash"),
                numbers.text("engine"),
                numbers.count("epoch"),
                numbers.integer("step"),
                new EngineState(tensors(content, PARAMETER), tensors(content, MOMENT), numbers.integer("updates")),
                new LearningRate.Plateau(
                        numbers.real("plateau.fast"),
                        numbers.real("plateau.slow"),
                        numbers.real("plateau.reduction"),
                        numbers.count("plateau.changed")),
                best(content, numbers),
                within(content, numbers));
    }

    private static Checkpoint.@Nullable Within within(Safetensors.Content content, Numbers numbers) {
        if (!content.metadata().containsKey("within.sincePoint")) {
            return null;
        }
        Map<String, String> spiked = new TreeMap<>();
        content.metadata().forEach((key, bits) -> {
            if (key.startsWith(SPIKED)) {
                spiked.put(key.substring(SPIKED.length()), bits);
            }
        });
        return new Checkpoint.Within(
                BatchTotals.parse(numbers.text("within.sincePoint")),
                BatchTotals.parse(numbers.text("within.sinceEpoch")),
                numbers.integer("within.clampedSpikes"),
                numbers.integer("within.trainingNanos"),
                spiked);
    }

    private static Improvement.@Nullable Best best(Safetensors.Content content, Numbers numbers) {
        if (!content.metadata().containsKey("best.epoch")) {
            return null;
        }
        Map<String, Double> values = new LinkedHashMap<>();
        for (String key : content.metadata().keySet()) {
            if (key.startsWith(BEST_VALUES)) {
                values.put(key.substring(BEST_VALUES.length()), numbers.real(key));
            }
        }
        return new Improvement.Best(
                numbers.real("best.value"), numbers.count("best.epoch"), values, tensors(content, BEST));
    }

    private static List<Tensor> tensors(Safetensors.Content content, String prefix) {
        return content.tensors().stream()
                .filter(t -> t.name().startsWith(prefix))
                .map(t -> named(t.name().substring(prefix.length()), t))
                .toList();
    }

    private static Tensor named(String name, Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 f -> new Tensor.F32(name, f.shape(), f.values());
            case Tensor.F64 f -> new Tensor.F64(name, f.shape(), f.values());
        };
    }

    private record Numbers(SortedMap<String, String> metadata) {

        String text(String key) {
            String text = metadata.get(key);
            if (text == null) {
                throw new CheckpointRefusedException("it does not say its " + key);
            }
            return text;
        }

        int count(String key) {
            return Integer.parseInt(text(key));
        }

        long integer(String key) {
            return Long.parseLong(text(key));
        }

        double real(String key) {
            return Double.parseDouble(text(key));
        }
    }
}
