package dev.backspike.common.spec;

import dev.backspike.common.file.FileNames;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the network learns.
 *
 * @param epochs passes over the training data
 * @param batchSize samples per weight update; the last batch of an epoch may be smaller
 * @param seed determines the initial weights and the order of the samples, and so the result, bit for bit
 * @param loss what is minimised
 * @param optimiser how gradients change the parameters
 * @param gradients limits of gradients
 * @param regularisation keeps spike counts near a target; by the name of a population of lif neurons
 * @param earlyStopping ends training that no longer improves; without it, training runs through all epochs and keeps
 *     the last parameters
 * @param augmentation random changes of the training samples, in the order in which they apply
 * @param checkpoint when checkpoints are saved, and which are kept
 * @param initialFrom the model whose values training starts with; without it, initial values are drawn
 */
public record TrainingSpec(
        int epochs,
        int batchSize,
        long seed,
        LossSpec loss,
        OptimiserSpec optimiser,
        GradientsSpec gradients,
        Map<String, RegularisationSpec> regularisation,
        @Nullable EarlyStoppingSpec earlyStopping,
        List<AugmentationSpec> augmentation,
        CheckpointSpec checkpoint,
        @Nullable InitialFromSpec initialFrom) {

    public TrainingSpec {
        regularisation = Collections.unmodifiableMap(new LinkedHashMap<>(regularisation));
        augmentation = List.copyOf(augmentation);
    }

    public TrainingSpec withCheckpoint(CheckpointSpec other) {
        return with(other, initialFrom);
    }

    /** The same training with each of its files, if it has any, under another name. */
    TrainingSpec withFiles(FileNames names) {
        return initialFrom instanceof InitialFromSpec.OfFile model
                ? with(checkpoint, model.withFile(names.of(model.file(), "/training/initialFrom/file")))
                : this;
    }

    private TrainingSpec with(CheckpointSpec otherCheckpoint, @Nullable InitialFromSpec otherInitialFrom) {
        return new TrainingSpec(
                epochs,
                batchSize,
                seed,
                loss,
                optimiser,
                gradients,
                regularisation,
                earlyStopping,
                augmentation,
                otherCheckpoint,
                otherInitialFrom);
    }

    /** Without regularisation, clipping, early stopping and augmentation. */
    public TrainingSpec(int epochs, int batchSize, long seed, LossSpec loss, OptimiserSpec optimiser) {
        this(
                epochs,
                batchSize,
                seed,
                loss,
                optimiser,
                GradientsSpec.PLAIN,
                Map.of(),
                null,
                List.of(),
                CheckpointSpec.DEFAULT,
                null);
    }
}
