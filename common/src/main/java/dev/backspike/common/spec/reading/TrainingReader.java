package dev.backspike.common.spec.reading;

import dev.backspike.common.id.JobId;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import dev.backspike.common.spec.CheckpointSpec;
import dev.backspike.common.spec.EarlyStoppingSpec;
import dev.backspike.common.spec.EarlyStoppingSpec.Watched;
import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.InitialFromSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.common.spec.SilentNeuronsSpec;
import dev.backspike.common.spec.TrainingSpec;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code /training}. */
final class TrainingReader {

    private TrainingReader() {}

    /** @param validated whether the job has validation data */
    static TrainingSpec read(Fields in, boolean validated) {
        @Nullable
        EarlyStoppingSpec stopping =
                in.has("earlyStopping") ? in.object("earlyStopping", TrainingReader::earlyStopping) : null;
        Watched watched = stopping != null
                ? stopping.series()
                : validated ? Watched.VALIDATION_LOSS : CheckpointSpec.DEFAULT.best();
        return new TrainingSpec(
                (int) in.integer("epochs", Range.COUNT),
                (int) in.integer("batchSize", 32, Bounds.BATCH),
                in.integer("seed", 1, Range.ANY),
                LossReader.read(in),
                OptimiserReader.read(in),
                in.object("gradients", TrainingReader::gradients),
                in.optionalMap("regularisation", TrainingReader::regularisation),
                stopping,
                AugmentationReader.read(in),
                in.object("checkpoint", fields -> checkpoint(fields, watched)),
                in.has("initialFrom") ? in.object("initialFrom", TrainingReader::initialFrom) : null);
    }

    private static @Nullable InitialFromSpec initialFrom(Fields in) {
        if (in.has("job") && in.has("file")) {
            in.error("must name a job or a file, not both");
        }
        return in.has("file") ? new InitialFromSpec.OfFile(in.text("file")) : ofJob(in);
    }

    private static @Nullable InitialFromSpec ofJob(Fields in) {
        String job = in.text("job");
        try {
            return new InitialFromSpec.OfJob(new JobId(job));
        } catch (MalformedIdException e) {
            if (in.has("job")) {
                in.error("job", e.rule());
            }
            return null;
        }
    }

    private static GradientsSpec gradients(Fields in) {
        return new GradientsSpec(
                in.optionalNumber("clipNorm", Bounds.POSITIVE), in.number("smallestSlope", 0, Bounds.NOT_NEGATIVE));
    }

    private static RegularisationSpec regularisation(Fields in) {
        return new RegularisationSpec(
                in.number("target", Bounds.NOT_NEGATIVE),
                in.number("lower", 0, Bounds.NOT_NEGATIVE),
                in.number("upper", 0, Bounds.NOT_NEGATIVE),
                in.has("silentNeurons") ? in.object("silentNeurons", TrainingReader::silentNeurons) : null);
    }

    private static SilentNeuronsSpec silentNeurons(Fields in) {
        @Nullable Double addToWeights = in.optionalNumber("addToWeights", Bounds.POSITIVE);
        boolean redraw = in.flag("redraw", false);
        if ((addToWeights == null) != redraw) {
            in.error("addToWeights", "or redraw: true must be given, exactly one of the two");
        }
        return new SilentNeuronsSpec(addToWeights, redraw, in.has("from") ? in.text("from") : null);
    }

    private static EarlyStoppingSpec earlyStopping(Fields in) {
        return new EarlyStoppingSpec(
                watched(in, "series", Watched.VALIDATION_LOSS),
                (int) in.integer("patience", Range.COUNT),
                in.number("minDelta", 0, Bounds.NOT_NEGATIVE),
                in.flag("restoreBest", true));
    }

    private static CheckpointSpec checkpoint(Fields in, Watched watched) {
        CheckpointSpec otherwise = CheckpointSpec.DEFAULT;
        return new CheckpointSpec(
                (int) in.integer("everyEpochs", otherwise.everyEpochs(), Range.COUNT),
                in.number("everySeconds", otherwise.everySeconds(), Bounds.NOT_NEGATIVE),
                (int) in.integer("keepLast", otherwise.keepLast(), Range.COUNT),
                watched(in, "best", watched));
    }

    private static Watched watched(Fields in, String field, Watched otherwise) {
        return in.word(
                field, otherwise, Arrays.stream(Watched.values()).collect(Collectors.toMap(Watched::series, w -> w)));
    }
}
