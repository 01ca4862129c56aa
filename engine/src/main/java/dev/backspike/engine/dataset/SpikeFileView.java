package dev.backspike.engine.dataset;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.file.SampleCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The description of an HDF5 file of spikes for its owner, before a job uses it. */
final class SpikeFileView {

    private SpikeFileView() {}

    /**
     * Reads a whole file and keeps nothing of it but counts.
     *
     * @throws IOException if the disk fails
     */
    static DataFile describe(Path path) throws InvalidDataFileException, IOException {
        return SpikeFile.open(path, file -> {
            Counting counting = new Counting();
            file.give(0, file.samples(), counting);
            int[] labels = file.labels().values();
            SampleCounts counts = counting.counter.counts(
                    SampleCounter.classes(
                            labels.length,
                            sample -> labels[sample],
                            file.labels().names()),
                    SampleCounter.speakers(labels.length, file.speakers()::name),
                    labels.length);
            return new DataFile(
                    DataFile.Kind.SHD_HDF5,
                    labels.length,
                    counting.highestUnit + 1,
                    Arrays.stream(labels).max().orElseThrow() + 1,
                    counts,
                    FileWarnings.of(counts, counting.counter.repeated(), file.labels(), file.speakers()));
        });
    }

    /**
     * Reads some samples.
     *
     * @param from number of the first, counted from 0
     * @param count at most so many; fewer at the end of the file
     * @throws IOException if the disk fails
     */
    static List<DataSample> samples(Path path, int from, int count) throws InvalidDataFileException, IOException {
        return SpikeFile.open(path, file -> {
            int first = Math.min(from, file.samples());
            Viewing viewing = new Viewing(file, first);
            file.give(first, (int) Math.min(file.samples(), (long) first + count), viewing);
            return viewing.views;
        });
    }

    /** Counts spikes and keeps none. */
    private static final class Counting implements Samples {

        private final SampleCounter counter = new SampleCounter();
        private int highestUnit = -1;

        @Override
        public @Nullable String add(float[] seconds, int[] units) {
            String problem = PackedSpikes.problem(seconds, units, SpikeFile.MOST_UNITS);
            if (problem == null) {
                counter.sample(units.length);
                for (int k = 0; k < units.length; k++) {
                    highestUnit = Math.max(highestUnit, units[k]);
                    counter.spike(SpikeFile.MS_PER_S * seconds[k], units[k]);
                }
            }
            return problem;
        }
    }

    /** Converts each sample to the form in which it is displayed. */
    private static final class Viewing implements Samples {

        private final List<DataSample> views = new ArrayList<>();
        private final SpikeTrain train = new SpikeTrain();
        private final SpikeFile file;
        private final int first;

        Viewing(SpikeFile file, int first) {
            this.file = file;
            this.first = first;
        }

        @Override
        public @Nullable String add(float[] seconds, int[] units) {
            String problem = PackedSpikes.problem(seconds, units, SpikeFile.MOST_UNITS);
            if (problem == null) {
                train.clear();
                for (int k = 0; k < units.length; k++) {
                    train.add(SpikeFile.MS_PER_S * seconds[k], units[k]);
                }
                train.sort();
                views.add(view(first + views.size()));
            }
            return problem;
        }

        private DataSample view(int sample) {
            Labels labels = file.labels();
            int label = labels.values()[sample];
            return SampleViews.of(
                    sample, label, labels.shownName(label), file.speakers().shownName(sample), train);
        }
    }
}
