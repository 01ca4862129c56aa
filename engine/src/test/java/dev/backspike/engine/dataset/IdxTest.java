package dev.backspike.engine.dataset;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.DatasetSpec.Idx;
import dev.backspike.common.spec.DatasetSpec.LatencyEncoding;
import dev.backspike.common.spec.DatasetSpec.LatencyEncoding.Scale;
import dev.backspike.common.spec.DelayLineSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.ValidationSpec.Fraction;
import dev.backspike.common.spec.reading.JobSpecParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {

    private static final LatencyEncoding LINEAR = new LatencyEncoding(Scale.LINEAR, 0, 20, 0.2, 50);

    @TempDir
    @SuppressWarnings("NullAway.Init") // injected by JUnit
    private Path directory;

    @BeforeEach
    void twoImagesOfTwoByThreePixels() throws IOException {
        write("images", images(2, 3, 10, 255, 51, 255, 0, 100, /**/ 0, 0, 0, 0, 0, 0));
        write("labels", labels(7, 9));
    }

    @Test
    void brighterPixelsSpikeEarlierAndTiesComeInOrderOfUnit() {
        Dataset data = open("images", "labels").train();
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.units()).isEqualTo(6);
        assertThat(data.classes()).isEqualTo(10);
        assertThat(data.label(0)).isEqualTo(7);
        assertThat(data.label(1)).isEqualTo(9);

        SpikeTrain spikes = new SpikeTrain();
        data.read(0, spikes);
        assertThat(Arrays.copyOf(spikes.units, spikes.count)).containsExactly(1, 3, 5, 2);
        assertThat(Arrays.copyOf(spikes.times, spikes.count))
                .containsExactly(0, 0, (1 - 100 / 255.0) * 20, (1 - 51 / 255.0) * 20);
        data.read(1, spikes);
        assertThat(spikes.count).isZero();
    }

    @Test
    void gzipReadsTheSame() throws IOException {
        write("images.gz", gzip(images(2, 3, 10, 255, 51, 255, 0, 100, 0, 0, 0, 0, 0, 0)));
        Dataset plain = open("images", "labels").train();
        Dataset gzip = open("images.gz", "labels").train();
        SpikeTrain first = new SpikeTrain();
        SpikeTrain second = new SpikeTrain();
        plain.read(0, first);
        gzip.read(0, second);
        assertThat(second.units).isEqualTo(first.units);
        assertThat(second.times).isEqualTo(first.times);
    }

    @Test
    void readingAgainGivesTheKeptDataUntilAFileChanges() throws IOException {
        Datasets datasets = new Datasets(directory);
        Dataset first = datasets.open(spec("images", "labels", 0)).train();
        assertThat(datasets.open(spec("images", "labels", 0)).train()).isSameAs(first);

        write("labels", labels(1, 2));
        Files.setLastModifiedTime(directory.resolve("labels"), FileTime.fromMillis(1));
        assertThat(datasets.open(spec("images", "labels", 0)).train().label(0)).isEqualTo(1);
    }

    @Test
    void earlyStoppingOnValidationNeedsAFractionForIt() {
        String job = """
                {"dataset": {"type": "idx", "trainImages": "images", "trainLabels": "labels", "testImages": "images",
                             "testLabels": "labels"},
                 "network": {"duration": 60,
                   "populations": {"input": {"neuron": "input"}, "output": {"neuron": "lif"}},
                   "connections": [{"from": "input", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "first-spike", "optimiser": "adam",
                              "earlyStopping": {"patience": 3}}}
                """;
        DatasetInspector inspector = new DatasetInspector(new Datasets(directory));
        JobSpec spec = JobSpecParser.parse(job);
        assertThatThrownBy(() -> inspector.resolve(spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/training/earlyStopping/series is validation.loss")
                .hasMessageContaining("set /dataset/validation");
    }

    @Test
    void holdsOutAFractionForValidation() throws IOException {
        write("images", images(1, 1, 0, 0, 0, 0));
        write("labels", labels(3, 3, 3, 3));
        Splits splits = new Datasets(directory).open(spec("images", "labels", 0.25));
        assertThat(splits.train().size()).isEqualTo(3);
        assertThat(requireNonNull(splits.validation()).size()).isEqualTo(1);
        assertThat(splits.test().size()).isEqualTo(4);
        refused(spec("images", "labels", 0.1), "/dataset/validation/fraction", "keeps no sample");
    }

    @Test
    void missingFileNamesTheField() {
        refused("absent", "labels", "/dataset/trainImages", "does not exist");
        refused("images", "absent", "/dataset/trainLabels", "does not exist");
    }

    @Test
    void wrongMagicShowsBoth() throws IOException {
        refused("labels", "labels", "/dataset/trainImages", "starts with 00000801");
        refused("images", "images", "/dataset/trainLabels", "starts with 00000803");
        write("text", "hello, world".getBytes(US_ASCII));
        refused("text", "labels", "/dataset/trainImages", "starts with 68656c6c");
    }

    @Test
    void everyTruncationOfAPlainFileIsNoticed() throws IOException {
        byte[] whole = images(2, 3, 10, 255, 51, 255, 0, 100, 0, 0, 0, 0, 0, 0);
        for (int length = 0; length < whole.length; length++) {
            write("cut", Arrays.copyOf(whole, length));
            refused("cut", "labels", "/dataset/trainImages", "truncated");
        }
    }

    @Test
    void everyTruncationOfAGzipFileIsNoticed() throws IOException {
        byte[] whole = gzip(images(2, 3, 10, 255, 51, 255, 0, 100, 0, 0, 0, 0, 0, 0));
        for (int length = 2; length < whole.length; length++) {
            write("cut.gz", Arrays.copyOf(whole, length));
            refused("cut.gz", "labels", "/dataset/trainImages", "truncated");
        }
    }

    @Test
    void damagedGzipIsNoticed() throws IOException {
        byte[] damaged = gzip(images(2, 3, 10, 255, 51, 255, 0, 100, 0, 0, 0, 0, 0, 0));
        damaged[damaged.length - 6] ^= 1; // in the checksum
        write("damaged.gz", damaged);
        refused("damaged.gz", "labels", "/dataset/trainImages", "damaged gzip");
    }

    @Test
    void surplusBytesAndImpossibleHeadersAreNoticed() throws IOException {
        byte[] whole = images(2, 3, 10, 255, 51, 255, 0, 100, 0, 0, 0, 0, 0, 0);
        write("long", Arrays.copyOf(whole, whole.length + 1));
        refused("long", "labels", "/dataset/trainImages", "continues after");
        write("huge", header(3, Integer.MAX_VALUE, 1 << 15, 1 << 15));
        refused("huge", "labels", "/dataset/trainImages", "header");
        write("none", header(3, 0, 2, 3));
        refused("none", "labels", "/dataset/trainImages", "header");
        write("many", header(3, Integer.MAX_VALUE, 2, 3));
        refused("many", "labels", "/dataset/trainImages", "truncated");
    }

    @Test
    void countsOfImagesAndLabelsMustAgree() throws IOException {
        write("three", labels(1, 2, 3));
        refused("images", "three", "/dataset/trainLabels", "has 3 labels for the 2 images of images");
    }

    @Test
    void labelOutOfRangeNamesTheRecord() throws IOException {
        write("eleven", labels(1, 10));
        refused("images", "eleven", "/dataset/trainLabels", "record 1 (counted from 0) has label 10");
    }

    @Test
    void trainAndTestImagesMustHaveTheSameSize() throws IOException {
        write("small", images(1, 2, 1, 2, 3, 4));
        Idx spec = new Idx("images", "labels", "small", "labels", new Fraction(0), LINEAR, DelayLineSpec.NONE);
        refused(spec, "/dataset/testImages", "2 pixels, while the training images have 6");
    }

    /** Figures of the subset that is kept beside the project: 800 of every digit. */
    @Test
    void readsRealDigits() {
        Idx spec = new Idx(
                "train-images-idx3-ubyte.gz",
                "train-labels-idx1-ubyte.gz",
                "t10k-images-idx3-ubyte.gz",
                "t10k-labels-idx1-ubyte.gz",
                new Fraction(0.1),
                LINEAR,
                DelayLineSpec.NONE);
        Splits splits = new Datasets(SharedData.directory()).open(spec);
        assertThat(splits.train().size()).isEqualTo(7200);
        assertThat(requireNonNull(splits.validation()).size()).isEqualTo(800);
        assertThat(splits.test().size()).isEqualTo(2000);
        assertThat(splits.train().units()).isEqualTo(784);
        assertThat(histogram(splits.validation())).containsOnly(80);
        assertThat(histogram(splits.test())).containsExactly(201, 327, 191, 232, 180, 63, 214, 270, 144, 178);
    }

    private static int[] histogram(Dataset data) {
        int[] counts = new int[data.classes()];
        for (int sample = 0; sample < data.size(); sample++) {
            counts[data.label(sample)]++;
        }
        return counts;
    }

    private Splits open(String images, String labels) {
        return new Datasets(directory).open(spec(images, labels, 0));
    }

    private static Idx spec(String images, String labels, double validation) {
        return new Idx(images, labels, images, labels, new Fraction(validation), LINEAR, DelayLineSpec.NONE);
    }

    private void refused(String images, String labels, String pointer, String message) {
        refused(spec(images, labels, 0), pointer, message);
    }

    private void refused(Idx spec, String pointer, String message) {
        assertThatThrownBy(() -> new Datasets(directory).open(spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith(pointer + " ")
                .hasMessageContaining(message);
    }

    private void write(String name, byte[] content) throws IOException {
        Files.write(directory.resolve(name), content);
    }

    private static byte[] images(int rows, int columns, int... pixels) {
        return concatenate(header(3, pixels.length / (rows * columns), rows, columns), pixels);
    }

    private static byte[] labels(int... labels) {
        return concatenate(header(1, labels.length), labels);
    }

    private static byte[] header(int dimensions, int... lengths) {
        ByteBuffer header = ByteBuffer.allocate(4 + 4 * lengths.length).putInt(0x0800 | dimensions);
        for (int length : lengths) {
            header.putInt(length);
        }
        return header.array();
    }

    private static byte[] concatenate(byte[] header, int... values) {
        byte[] bytes = Arrays.copyOf(header, header.length + values.length);
        for (int i = 0; i < values.length; i++) {
            bytes[header.length + i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
