package dev.backspike.common.spec.reading;

import dev.backspike.common.file.TimeUnit;
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
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code /training}. */
final class TrainingReader {

    private static final Map<String, Watched> WATCHED =
            Arrays.stream(Watched.values()).collect(Collectors.toMap(Watched::series, w -> w));

    private TrainingReader() {}

    /** @param validated whether the job has validation data */
    static TrainingSpec read(Fields in, boolean validated) {
        @Nullable EarlyStoppingSpec stopping = in.optionalObject("earlyStopping", TrainingReader::earlyStopping);
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
                in.optionalObject("initialFrom", TrainingReader::initialFrom));
    }

    private static @Nullable InitialFromSpec initialFrom(Fields in) {
        String job = in.optionalText("job");
        String file = in.optionalText("file");
        TimeUnit timeUnit = in.optionalWord("timeUnit", TimeUnit.WORDS);
        Double spikeDuration = in.optionalNumber("spikeDuration", Bounds.POSITIVE);
        if (job != null && file != null) {
            in.error("must name a job or a file, not both");
        }
        if (job != null) {
            if (timeUnit != null || spikeDuration != null) {
                in.error("timeUnit and spikeDuration are for NIR files; the model of a job needs neither");
            }
            return ofJob(in, job);
        }
        if (file == null) {
            in.error("job", "is required, or file");
        }
        return new InitialFromSpec.OfFile(
                file == null ? "" : file, timeUnit == null ? TimeUnit.SECONDS : timeUnit, spikeDuration);
    }

    private static @Nullable InitialFromSpec ofJob(Fields in, String job) {
        try {
            return new InitialFromSpec.OfJob(new JobId(job));
        } catch (MalformedIdException e) {
            in.error("job", e.rule());
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
                in.optionalObject("silentNeurons", TrainingReader::silentNeurons));
    }

    private static SilentNeuronsSpec silentNeurons(Fields in) {
        @Nullable Double addToWeights = in.optionalNumber("addToWeights", Bounds.POSITIVE);
        boolean redraw = in.flag("redraw", false);
        if ((addToWeights == null) != redraw) {
            in.error("addToWeights", "or redraw: true must be given, exactly one of the two");
        }
        return new SilentNeuronsSpec(addToWeights, redraw, in.optionalText("from"));
    }

    private static EarlyStoppingSpec earlyStopping(Fields in) {
        return new EarlyStoppingSpec(
                in.word("series", Watched.VALIDATION_LOSS, WATCHED),
                (int) in.integer("patience", Range.COUNT),
                in.number("minDelta", 0, Bounds.NOT_NEGATIVE),
                in.flag("restoreBest", true));
    }

    private static CheckpointSpec checkpoint(Fields in, Watched watched) {
        CheckpointSpec otherwise = CheckpointSpec.DEFAULT;
        @Nullable Watched best = in.optionalWord("best", WATCHED);
        return new CheckpointSpec(
                (int) in.integer("everyEpochs", otherwise.everyEpochs(), Range.COUNT),
                in.number("everySeconds", otherwise.everySeconds(), Bounds.NOT_NEGATIVE),
                (int) in.integer("keepLast", otherwise.keepLast(), Range.COUNT),
                best != null ? best : watched);
    }
}
