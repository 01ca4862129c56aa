package dev.backspike.api.dataset;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.id.DatasetName;
import dev.backspike.common.id.FileName;
import dev.backspike.engine.inspection.DataFileInspector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads some samples of uploaded files. */
@Component
class UploadSamples {

    private final UploadTable table;
    private final UploadContents contents;
    private final DataFileInspector inspector;

    UploadSamples(UploadTable table, UploadContents contents, DataFileInspector inspector) {
        this.table = table;
        this.contents = contents;
        this.inspector = inspector;
    }

    /**
     * @param next number of the sample after those
     * @param of samples that the file has
     */
    record Found(List<DataSample> samples, int next, int of) {}

    /**
     * @param from number of the first, counted from 0
     * @throws ProblemException if there is no such file, or it is a model
     */
    Found read(DatasetName dataset, FileName name, int from, int count) {
        UploadedFile file = table.find(dataset, name).orElseThrow(() -> Uploads.fileNotFound(dataset, name));
        List<DataSample> samples = samples(file, from, count);
        return new Found(samples, from + samples.size(), samplesOf(file));
    }

    /** @throws ProblemException if there is no such file or sample */
    DataSample read(DatasetName dataset, FileName name, int sample) {
        UploadedFile file = table.find(dataset, name).orElseThrow(() -> Uploads.fileNotFound(dataset, name));
        int of = samplesOf(file);
        if (sample < 0 || sample >= of) {
            throw new ProblemException(
                    ProblemCode.SAMPLE_NOT_FOUND,
                    file.reference() + " has the samples 0 to " + (of - 1) + ", but no sample " + sample);
        }
        return samples(file, sample, 1).getFirst();
    }

    private static int samplesOf(UploadedFile file) {
        Integer samples = file.content().samples();
        if (samples == null) {
            throw new ProblemException(ProblemCode.NO_SAMPLES, file.reference() + " is a model, which has no samples");
        }
        return samples;
    }

    private List<DataSample> samples(UploadedFile file, int from, int count) {
        if (from >= samplesOf(file)) {
            return List.of();
        }
        try {
            return inspector.samples(contents.local(file), from, count);
        } catch (InvalidDataFileException e) {
            throw new ProblemException(ProblemCode.INVALID_DATA_FILE, file.reference() + " " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + file.reference(), e);
        }
    }
}
