package dev.backspike.engine.dataset;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.file.SampleCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The description of an IDX file for its owner, before a job uses it. */
final class IdxView {

    private static final int LABELS = 1;
    /** The limit for all images of one answer together. */
    private static final int MOST_PIXELS = 1 << 20;

    private IdxView() {}

    /**
     * Reads a whole file and keeps nothing of it but counts.
     *
     * @param dimensions 1 for labels, 3 for images
     * @throws IOException if the disk fails
     */
    static DataFile describe(Path path, int dimensions) throws InvalidDataFileException, IOException {
        return dimensions == LABELS ? labels(path) : images(path);
    }

    private static DataFile labels(Path path) throws InvalidDataFileException, IOException {
        List<Integer> labels = new ArrayList<>();
        IdxFile.read(path, LABELS, record -> labels.add(record[0] & 0xff));
        int highest = labels.stream().mapToInt(Integer::intValue).max().orElseThrow();
        SampleCounts counts = new SampleCounts(
                labels.size(),
                null,
                null,
                null,
                null,
                null,
                SampleCounter.classes(labels.size(), labels::get, List.of()),
                List.of());
        return new DataFile(DataFile.Kind.IDX_LABELS, labels.size(), null, highest + 1, counts, List.of());
    }

    private static DataFile images(Path path) throws InvalidDataFileException, IOException {
        int[] black = {0};
        IdxFile.Header header = IdxFile.read(path, 3, record -> black[0] += isBlack(record) ? 1 : 0);
        SampleCounts counts =
                new SampleCounts(header.records(), null, black[0], null, null, null, List.of(), List.of());
        return new DataFile(
                DataFile.Kind.IDX_IMAGES,
                header.records(),
                header.recordBytes(),
                null,
                counts,
                FileWarnings.of(counts, 0));
    }

    private static boolean isBlack(byte[] image) {
        for (byte pixel : image) {
            if (pixel != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads some labels or images. The whole file is read, as one that is compressed has to be.
     *
     * @param from number of the first, counted from 0
     * @param count at most so many
     */
    static List<DataSample> samples(Path path, int dimensions, int from, int count)
            throws InvalidDataFileException, IOException {
        List<byte[]> records = new ArrayList<>();
        int[] number = {0};
        IdxFile.Header header = IdxFile.read(path, dimensions, record -> {
            int sample = number[0]++;
            boolean fits = records.isEmpty() || (long) (records.size() + 1) * record.length <= MOST_PIXELS;
            if (sample >= from && records.size() < count && fits) {
                records.add(record.clone());
            }
        });
        List<DataSample> samples = new ArrayList<>();
        for (byte[] record : records) {
            int sample = from + samples.size();
            samples.add(
                    dimensions == LABELS
                            ? DataSample.ofLabel(sample, record[0] & 0xff)
                            : DataSample.ofImage(sample, rows(record, header.rowBytes())));
        }
        return samples;
    }

    private static List<List<Integer>> rows(byte[] image, int width) {
        List<List<Integer>> rows = new ArrayList<>();
        for (int from = 0; from < image.length; from += width) {
            List<Integer> row = new ArrayList<>(width);
            for (int k = from; k < from + width; k++) {
                row.add(image[k] & 0xff);
            }
            rows.add(row);
        }
        return rows;
    }
}
