package dev.backspike.engine.inspection;

import dev.backspike.common.evaluation.GivenSample;
import dev.backspike.common.evaluation.Split;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.heap.Heap;
import dev.backspike.common.heap.HeapExhaustedException;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.inspection.InspectionRequest.TrainedJob;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@link InspectionRequest requests}, whatever they lead to. Keeps what it has read of data sets. For use by
 * many threads.
 */
public final class InspectionResponder {

    private final DataFileInspector files = new FileInspector();
    private final JobInspector jobs;
    private final TrainedNetworks models;
    /** Uploaded files of the request that a thread answers; the cache of data sets outlives it. */
    private final ThreadLocal<Map<String, String>> uploads = ThreadLocal.withInitial(Map::of);

    private InspectionResponder(@Nullable Path directory) {
        Datasets datasets = new Datasets(directory, this::locate);
        jobs = new SpecInspector(datasets);
        models = new TrainedNetworks(datasets);
    }

    /** @param directory that file names in specifications are relative to; null if jobs may not name files */
    public static InspectionResponder over(@Nullable Path directory) {
        return new InspectionResponder(directory);
    }

    /** Never throws an exception for which the input is to blame. */
    public InspectionAnswer answer(InspectionRequest request) {
        try {
            return Heap.guarded(() -> attempt(request));
        } catch (HeapExhaustedException e) {
            return new InspectionAnswer.OutOfMemory(String.valueOf(e.getMessage()));
        }
    }

    private InspectionAnswer attempt(InspectionRequest request) {
        try {
            return new InspectionAnswer.Done(InspectionFrames.json().valueToTree(result(request)));
        } catch (InvalidSpecException e) {
            return new InspectionAnswer.InvalidSpec(e.errors());
        } catch (InvalidDataFileException e) {
            return new InspectionAnswer.InvalidFile(String.valueOf(e.getMessage()), e.errors());
        } catch (IOException | UncheckedIOException e) {
            return new InspectionAnswer.Unreadable(String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            return new InspectionAnswer.TooDeep();
        } catch (RuntimeException | LinkageError | AssertionError e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return new InspectionAnswer.Failed(trace.toString());
        }
    }

    private Object result(InspectionRequest request) throws IOException, InvalidDataFileException {
        return switch (request) {
            case InspectionRequest.OfFile(String file) -> files.inspect(Path.of(file));
            case InspectionRequest.OfModel(String file, Double dt, Double duration, ModelUnits units) ->
                files.network(Path.of(file), dt, duration, units);
            case InspectionRequest.OfSamples(String file, int from, int count) ->
                files.samples(Path.of(file), from, count);
            case InspectionRequest.OfData data ->
                with(data.uploads(), () -> jobs.data(JobSpecParser.parse(data.spec()), data.examples()));
            case InspectionRequest.OfJob job -> with(job.uploads(), () -> result(job));
            case InspectionRequest.OfEvaluation(TrainedJob job, Split split, int limit, double seconds) ->
                with(job.uploads(), () -> models.evaluate(spec(job), job.values(), split, limit, seconds));
            case InspectionRequest.OfRecording(TrainedJob job, Split split, List<Integer> samples, double seconds) ->
                with(job.uploads(), () -> models.record(spec(job), job.values(), split, samples, seconds));
            case InspectionRequest.OfPrediction(
                    TrainedJob job,
                    List<GivenSample> samples,
                    boolean record,
                    double seconds) ->
                with(job.uploads(), () -> models.predict(spec(job), job.values(), samples, record, seconds));
        };
    }

    private static JobSpec spec(TrainedJob job) {
        return JobSpecParser.parse(job.spec());
    }

    private Object with(Map<String, String> files, Supplier<Object> question) {
        uploads.set(files);
        try {
            return question.get();
        } finally {
            uploads.remove();
        }
    }

    private Object result(InspectionRequest.OfJob job) {
        JobSpec spec = JobSpecParser.parse(job.spec());
        return switch (job.question()) {
            case INSPECT -> jobs.inspect(spec);
            case SPEAKERS -> jobs.speakers(spec);
            case GRADIENTS -> jobs.checkGradients(spec);
        };
    }

    private Path locate(Sha256 sha256) throws FileNotFoundException {
        String file = uploads.get().get(sha256.text());
        if (file == null) {
            throw new FileNotFoundException(sha256.text());
        }
        return Path.of(file);
    }
}
