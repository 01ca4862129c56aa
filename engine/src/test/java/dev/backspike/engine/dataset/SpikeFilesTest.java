package dev.backspike.engine.dataset;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.file.ClassCount;
import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.DataWarning;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.file.SampleCounts;
import dev.backspike.common.file.SpeakerCount;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.DatasetSpec.ShdHdf5;
import dev.backspike.common.spec.DelayLineSpec;
import dev.backspike.common.spec.ValidationSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as h5py, PyTables and tonic write them; {@code generate.py} beside them wrote these. */
class SpikeFilesTest {

    private static final Path FILES = Path.of("src/test/resources/shd");

    @TempDir
    private Path folder = Path.of("");

    /** Chunked, compressed, extendible, with fill values; numbers of any width; labels as numbers, one-hot and text. */
    @ParameterizedTest
    @MethodSource("sameAsControl")
    void theSameDataInAnyFormAreTheSameSamples(String name) throws Exception {
        assertSame("same/control", "same/" + name);
    }

    @ParameterizedTest
    @MethodSource("evenAsControl")
    void rowsOfEqualLengthAreTheSameSamplesAsLists(String name) throws Exception {
        assertSame("even/control", "even/" + name);
    }

    static Stream<String> sameAsControl() throws IOException {
        return names("same");
    }

    static Stream<String> evenAsControl() throws IOException {
        return names("even");
    }

    /** For training, validation and test, and for the inspection of an upload. */
    private static void assertSame(String control, String other) throws Exception {
        ShdFile expected = read(control);
        Splits splits = new Datasets(FILES)
                .open(new ShdHdf5(
                        other + ".h5.gz",
                        other + ".h5.gz",
                        20,
                        4,
                        new ValidationSpec.File(other + ".h5.gz"),
                        DelayLineSpec.NONE));
        for (Dataset data : List.of(splits.train(), requireNonNull(splits.validation()), splits.test())) {
            assertThat(data.size()).isEqualTo(expected.size());
            for (int sample = 0; sample < expected.size(); sample++) {
                assertThat(data.label(sample)).as("label of sample " + sample).isEqualTo(expected.label(sample));
                assertThat(spikes(data, sample)).as("sample " + sample).isEqualTo(spikes(expected, sample));
            }
        }
        assertThat(described(other)).isEqualTo(described(control));
    }

    /** Without the names of classes and speakers, in which the forms differ. */
    private static DataFile described(String name) throws Exception {
        DataFile file = FormatInspector.inspect(file(name));
        SampleCounts counts = requireNonNull(file.counts());
        List<ClassCount> classes = counts.classes().stream()
                .map(each -> new ClassCount(each.label(), null, each.samples()))
                .toList();
        return new DataFile(
                file.kind(),
                file.samples(),
                file.channels(),
                file.classes(),
                new SampleCounts(
                        counts.samples(),
                        counts.spikes(),
                        counts.emptySamples(),
                        counts.spikesPerSample(),
                        counts.timesMs(),
                        counts.spikeChannels(),
                        classes,
                        List.of()),
                file.warnings());
    }

    @ParameterizedTest
    @MethodSource("sameAsControl")
    void anySamplesOfAFileCanBeLookedAtAlone(String form) throws Exception {
        String name = "same/" + form;
        ShdFile whole = read(name);
        List<DataSample> some = FormatInspector.samples(file(name), 6, 3);
        assertThat(some).extracting(DataSample::sample).containsExactly(6, 7, 8);
        for (DataSample sample : some) {
            SpikeTrain train = new SpikeTrain();
            whole.read(sample.sample(), train);
            assertThat(sample.label()).isEqualTo(whole.label(sample.sample()));
            assertThat(sample.spikes()).isEqualTo(train.count);
            assertThat(sample.channels())
                    .isEqualTo(
                            Arrays.stream(train.units, 0, train.count).boxed().toList());
            for (int k = 0; k < train.count; k++) {
                assertThat(requireNonNull(sample.times()).get(k)).isCloseTo(train.times[k], within(1e-4));
            }
        }
        assertThat(FormatInspector.samples(file(name), 22, 5)).hasSize(2);
        assertThat(FormatInspector.samples(file(name), 24, 5)).isEmpty();
    }

    @Test
    void classesAndSpeakersThatAreTextsAreCountedByName() throws Exception {
        assertThat(counts("same/labels-text").classes())
                .containsExactly(
                        new ClassCount(0, "ba", 6),
                        new ClassCount(1, "da", 6),
                        new ClassCount(2, "ga", 6),
                        new ClassCount(3, "ka", 6));
        assertThat(counts("same/control").speakers()).isEmpty();
        assertThat(counts("speaker-names").speakers())
                .extracting(SpeakerCount::speaker)
                .containsExactly("ba", "da", "ga", "ka");
        assertThat(FormatInspector.samples(file("speaker-names"), 1, 1))
                .extracting(DataSample::speaker)
                .doesNotContainNull();
    }

    private static SampleCounts counts(String name) throws Exception {
        return requireNonNull(FormatInspector.inspect(file(name)).counts());
    }

    @Test
    void theControlHoldsWhatItsGeneratorSays() throws Exception {
        ShdFile control = read("same/control");
        assertThat(control.size()).isEqualTo(24);
        assertThat(control.labels()).startsWith(0, 1, 2, 3, 0);
        int spikes = 0;
        for (int sample = 0; sample < 24; sample++) {
            int expected = sample % 5 == 4 ? 0 : 3 + sample % 4;
            assertThat(spikes(control, sample)).hasSize(expected);
            spikes += expected;
        }
        assertThat(spikes).isEqualTo(90);
    }

    @Test
    void classesThatAreTextsKeepTheirNames() {
        assertThat(read("same/labels-text").labelled().names()).containsExactly("ba", "da", "ga", "ka");
        assertThat(read("same/control").labelled().names()).isEmpty();
    }

    /** The test file has two of the four classes: numbered on its own, ga would be class 1. */
    @Test
    void classesThatAreTextsHaveTheNumbersOfTheTrainingFile() {
        Dataset test = open("same/labels-text", "labels-text-subset").test();
        assertThat(test.label(0)).isEqualTo(2);
        assertThat(test.label(1)).isZero();
    }

    @Test
    void classesThatTheTrainingFileDoesNotHaveAreRefused() {
        assertThatThrownBy(() -> open("labels-text-subset", "same/labels-text"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(
                        "/dataset/test names same/labels-text.h5.gz, whose classes [ba, da, ga, ka] are not"
                                + " among those of /dataset/train [ba, ga]");
        assertThatThrownBy(() -> open("same/labels-text", "same/control"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("whose classes (numbers) are not among those of /dataset/train [ba, da, ga, ka]");
    }

    /** The last byte of the file is that of an empty part, so that all data are there. */
    @ParameterizedTest
    @ValueSource(strings = {"same/control", "same/latest"})
    void aFileThatIsCutIsRefused(String name) throws Exception {
        byte[] whole = unpacked(name);
        Path cut = Files.write(folder.resolve("cut.h5"), Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> FormatInspector.inspect(cut))
                .isInstanceOf(InvalidDataFileException.class)
                .hasMessageContaining("is truncated: it has %,d of %,d bytes", whole.length - 1, whole.length);
    }

    /** Byte 11 of a superblock of version 3 has the flags of writers, see the file format specification. */
    @Test
    void aFileThatItsWriterHasNotClosedIsRefused() throws Exception {
        byte[] open = unpacked("same/latest");
        assertThat(open[8]).isEqualTo((byte) 3);
        open[11] = 1;
        Path file = Files.write(folder.resolve("open.h5"), open);
        assertThatThrownBy(() -> FormatInspector.inspect(file))
                .isInstanceOf(InvalidDataFileException.class)
                .hasMessageContaining("was not closed by the program that writes it")
                .hasMessageContaining("h5clear -s");
    }

    /** Two of the three spikes that fill up a row repeat the first of them. */
    @Test
    void rowsThatAreFilledUpWithZerosAreAWarning() throws Exception {
        assertThat(FormatInspector.inspect(file("rows-filled-with-zeros")).warnings())
                .filteredOn(warning -> warning.code().equals("spikes-repeated"))
                .singleElement()
                .satisfies(warning -> assertThat(warning.message())
                        .startsWith("48 of 192 spikes repeat the one before them, at the same time and in the same"
                                + " channel"));
        assertThat(DataReports.of(open("rows-filled-with-zeros", "same/control"), 1000, 0)
                        .train()
                        .warnings())
                .extracting(DataWarning::code)
                .containsExactly("spikes-repeated");
    }

    @Test
    void timesThatSayTheirUnitMustBeInSeconds() throws Exception {
        assertThat(counts("times-attribute-seconds").spikes()).isEqualTo(90);
        assertThatThrownBy(() -> FormatInspector.inspect(file("times-attribute-ms")))
                .isInstanceOf(InvalidDataFileException.class)
                .hasMessageContaining(
                        "has spikes/times (lists of float32, shape [24]) with the attribute units \"ms\", but"
                                + " times must be in seconds");
    }

    private static byte[] unpacked(String name) throws IOException {
        try (InputStream in = PlainStream.open(file(name))) {
            return in.readAllBytes();
        }
    }

    @Test
    void samplesMayAllBeSilent() {
        ShdFile file = read("all-silent");
        assertThat(file.size()).isEqualTo(3);
        assertThat(spikes(file, 1)).isEmpty();
    }

    @Test
    void aSampleThatTonicCachedHasTimesInMicroseconds() throws Exception {
        ShdFile file = read("tonic-sample");
        assertThat(file.size()).isEqualTo(1);
        assertThat(file.label(0)).isEqualTo(3);
        SpikeTrain train = new SpikeTrain();
        file.read(0, train);
        assertThat(Arrays.copyOf(train.units, train.count)).containsExactly(3, 0, 19, 7);
        assertThat(train.times[3]).isEqualTo(0.9f * 1000.0);
    }

    @Test
    void labelsOfAnEnumerationKeepTheirNamesAndNumbers() throws Exception {
        assertThat(counts("same/labels-enumerated").classes())
                .extracting(ClassCount::name)
                .containsExactly("ba", "da", "ga", "ka");
        assertThat(counts("labels-enumerated-with-gaps").classes())
                .containsExactly(
                        new ClassCount(0, "ba", 6),
                        new ClassCount(2, "ga", 6),
                        new ClassCount(5, "da", 6),
                        new ClassCount(9, "ka", 6));
        assertThat(FormatInspector.samples(file("labels-enumerated-with-gaps"), 1, 1))
                .extracting(DataSample::label, DataSample::className)
                .containsExactly(tuple(5, "da"));
    }

    /** ga is 3, ba 0 and da 1 in the test file, and 2, 0 and 1 in the training file. */
    @Test
    void enumerationsThatDifferAreMatchedByNameAndNumbersWithoutNamesByNumber() {
        Dataset test = open("same/labels-enumerated", "same/control").test();
        assertThat(test.label(3)).isEqualTo(3);
        Dataset plain = open("same/control", "same/labels-enumerated").test();
        assertThat(plain.label(3)).isEqualTo(3);
        assertThatThrownBy(() -> open("same/labels-enumerated", "labels-enumerated-otherwise"))
                .hasMessageContaining(
                        "whose classes [ba, da, unused, ga] are not among those of /dataset/train [ba, da,"
                                + " ga, ka]");
        ShdFile otherwise = read("labels-enumerated-otherwise");
        ShdFile renumbered = requireNonNull(otherwise.numberedAs(new ShdFile(
                20,
                4,
                new Labels(new int[] {0}, List.of("unused", "ga", "da", "ba"), Labels.Numbering.OF_FILE),
                otherwise.speakers(),
                otherwise.spikes())));
        assertThat(Arrays.copyOf(renumbered.labels(), 4)).containsExactly(1, 3, 2, 0);
    }

    @Test
    void textsThatAreNumbersAreOrderedByValue() throws Exception {
        assertThat(counts("labels-digits").classes())
                .extracting(ClassCount::name)
                .containsExactly("2", "9", "10", "11");
    }

    @Test
    void namesAreDistinctAndShownWithoutHiddenCharacters() throws Exception {
        assertThat(counts("labels-hidden-characters").classes())
                .extracting(ClassCount::name)
                .containsExactly("\\u{1b}[31m", "a", "a\\u{200b}", "b");
        assertThat(read("labels-hidden-characters").classNames())
                .containsExactly("\\u{1b}[31m", "a", "a\\u{200b}", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labels-from-1 | class-without-samples | the labels are 1 to 4: if they count from 1, subtract 1 from"
                        + " each, since class 0 has no sample",
                "labels-far-apart | class-without-samples | only 4 of 901 classes have samples, since the highest"
                        + " label is 900: number the classes from 0",
                "all-silent | empty-samples | none of 3 samples has a spike: have the times and units been written?",
                "speakers-few | speakers-unread | speakers are not read, and cannot be held out: extra/speaker (int64,"
                        + " shape [5]); expected one speaker for each of the 24 samples",
                "speakers-beyond-63-bits | speakers-unread | extra/speaker has the number 9223372036854775808, which"
                        + " is 2^63 or more",
                "two-speakers | speakers-unread | expected one speaker for each of the 3 samples"
            })
    void whatIsUnlikelyInAFileIsAWarning(String name, String code, String message) throws Exception {
        assertThat(FormatInspector.inspect(file(name)).warnings())
                .filteredOn(warning -> warning.code().equals(code))
                .singleElement()
                .extracting(DataWarning::message)
                .asString()
                .contains(message);
    }

    @Test
    void aSpeakerWithoutANameIsNone() throws Exception {
        assertThat(counts("speakers-empty").speakers()).containsExactly(new SpeakerCount("ann", 12));
    }

    @Test
    void speakersThatAreTextsKeepNobodyFromTraining() {
        assertThat(read("speaker-names").hasSpeakers()).isFalse();
        assertThatThrownBy(() -> new Datasets(FILES)
                        .open(new ShdHdf5(
                                "speaker-names.h5.gz",
                                "speaker-names.h5.gz",
                                20,
                                4,
                                new ValidationSpec.Speakers(List.of(1)),
                                DelayLineSpec.NONE)))
                .hasMessageContaining("/dataset/validation/speakers cannot be held out: speaker-names.h5.gz has no"
                        + " extra/speaker of numbers");
    }

    @Test
    void labelsThatCountFromOneAreRecognised() {
        assertThatThrownBy(() -> read("labels-from-1"))
                .hasMessageContaining(
                        "gives sample 3 the label 4, but there are 4 classes; if the file counts its classes"
                                + " from 1, subtract 1 from each label; else raise /dataset/classes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lz4-beyond-its-data | labels uses the HDF5 filter LZ4 (32004), which is not supported; convert the"
                        + " file with: h5repack",
                "lz4-150-megabytes | labels uses the HDF5 filter LZ4 (32004)",
                "rows-filled-with-nan | cannot be used: sample 0 has a spike at NaN s",
                "bitshuffle | labels uses the HDF5 filter Bitshuffle (32008)",
                "pytables-blosc | uses the HDF5 filter Blosc (32001)",
                "unknown-filter | uses the HDF5 filter of an unknown kind (4711)",
                "lzf-beyond-its-data | labels is damaged: an LZF chunk refers to what is outside of it",
                "gzip-beyond-its-data | labels is damaged: a compressed chunk cannot be unpacked",
                "external-link | labels is an external link; only what is in the file itself is read",
                "external-group | spikes is an external link",
                "external-storage | labels keeps its data in other files, which are not read",
                "virtual | labels is a virtual data set, made of other data sets, possibly in other files",
                "cycle | is a soft link in a circle of links",
                "dangling | labels is a soft link to /nowhere, which does not exist",
                "aliased | holds data of more than",
                "list-of-2-gigabytes | spikes/times is damaged: a list claims 2147483648 elements of 4 bytes, but has"
                        + " 20 bytes",
                "list-of-one-more | spikes/times is damaged: a list claims 6 elements of 4 bytes, but has 20 bytes",
                "label-of-2-31 | labels (int64, shape [24]), which gives sample 0 the label 2147483646, which is no"
                        + " class",
                "label-negative | gives sample 0 the label -1",
                "label-fraction | gives sample 0 the label 0.5",
                "labels-two-hot | labels (float64, shape [24, 2]), which has no single 1 among zeros in row 0;"
                        + " expected one label for each sample",
                "labels-row | labels (int64, shape [1, 24]), which has no single 1 among zeros in row 0; if this row"
                        + " has the labels of all samples, transpose it; expected",
                "labels-text-missing | has labels (text, shape [24]) with an empty text for sample 23; write the label"
                        + " of each sample",
                "labels-cube | labels (float64, shape [24, 2, 2]); expected one label for each sample",
                "labels-group | has a group labels, where a data set should be; it has nothing; expected one of these"
                        + " layouts",
                "labels-compound | has labels (compound (a int32), shape [24]); expected one label for each sample",
                "labels-lists | has labels (lists of uint32, shape [24]); expected one label for each sample",
                "labels-not-utf-8 | labels has a text that is not UTF-8; write texts as UTF-8",
                "unit-among-many-attributes | spikes/times (lists of float32, shape [24]) with the attribute units"
                        + " \"us\", but times must be in seconds",
                "unit-of-committed-type | with the attribute units \"ns\", but times must be in seconds",
                "events-in-microseconds | with the attribute time_unit \"us\", but times must be in seconds",
                "time-beyond-single-precision | has a spike at 1.0E300 s in sample 0, but times must be below 3.4E38 s (single"
                        + " precision)",
                "unit-beyond-31-bits | has a spike of unit 1099511627776 in sample 1, but units may be at most 65535",
                "pytables-blosc2 | labels uses the HDF5 filter Blosc2 (32026), which is not supported; convert the"
                        + " file with: h5repack -f GZIP=4 OLD.h5 NEW.h5 (where HDF5 has the plugin of this filter), or"
                        + " write it again",
                "a-trillion-labels | labels (int8, shape [1000000000000]); expected one label for each sample",
                "a-billion-labels | labels (int8, shape [1000000000]); expected one label for each sample",
                "wide-rows | spikes/times",
                "times-cube | spikes/times (float64, shape [24, 2, 2]); expected a list of any length for each sample,"
                        + " shape [n], or a row",
                "times-of-lists-of-lists | spikes/times (float64, shape [24]); expected a list of any length",
                "units-negative | sample 1 has a spike of unit -28, but units count from 0; check whether the type of"
                        + " the units is too narrow",
                "units-beyond-16-bits | sample 1 has a spike of unit 65536, but ",
                "rows-filled-with-nan | sample 0 has a spike at NaN s, but times must be finite and at least 0; if"
                        + " rows are filled up to one length, write a list",
                "group-without-times | has a group sample_4 without times, unlike sample_0; give a sample without a"
                        + " spike empty times and units",
                "camera | data/0 (compound (x int64, y int64, t int64, p int64), shape [2]); expected tonic's table of"
                        + " events of one sample, with the fields t (in microseconds) and x, and without y",
                "units-real | spikes/units (float64, shape [24, 3]): units must be whole numbers",
                "no-times | has no data set spikes/times; beside it there is units; expected one of these layouts",
                "nothing | is HDF5, but not in the SHD layout or another that is known; its root has x; expected one"
                        + " of",
                "events-without-unit | events (compound (sample int32), shape [3]); expected a table with the fields"
                        + " sample",
                "events-of-no-sample | has an event of sample 9, but there are 2 labels"
            })
    void whatCannotBeReadIsRefusedWithObjectReasonAndNoPath(String name, String reason) {
        assertThatThrownBy(() -> FormatInspector.inspect(file("refused/" + name)))
                .isInstanceOf(InvalidDataFileException.class)
                .hasMessageContaining(reason)
                .satisfies(SpikeFilesTest::showsNoPath);
        assertThatThrownBy(() -> read("refused/" + name))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/dataset/train names a.h5, which ")
                .hasMessageContaining(reason)
                .satisfies(SpikeFilesTest::showsNoPath);
    }

    private static void showsNoPath(Throwable refusal) {
        assertThat(refusal.getMessage())
                .doesNotContain("/etc", "/dev", System.getProperty("java.io.tmpdir"), "src/test", "Exception");
    }

    @Test
    void noFileOfTheRefusedIsRead() throws Exception {
        for (String name : names("refused").toList()) {
            assertThatThrownBy(() -> FormatInspector.inspect(file("refused/" + name)))
                    .as(name)
                    .isInstanceOf(InvalidDataFileException.class);
        }
    }

    private static Splits open(String train, String test) {
        return new Datasets(FILES)
                .open(new ShdHdf5(train + ".h5.gz", test + ".h5.gz", 20, 4, ValidationSpec.NONE, DelayLineSpec.NONE));
    }

    private static ShdFile read(String name) {
        return new ShdReader(file(name), "a.h5", "/dataset/train", 20, 4).read();
    }

    private static Path file(String name) {
        return FILES.resolve(name + ".h5.gz");
    }

    private static List<String> spikes(Dataset data, int sample) {
        SpikeTrain train = new SpikeTrain();
        data.read(sample, train);
        return IntStream.range(0, train.count)
                .mapToObj(k -> train.times[k] + " ms, unit " + train.units[k])
                .toList();
    }

    private static Stream<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(FILES.resolve(folder))) {
            return files.map(file -> file.getFileName().toString().replace(".h5.gz", "")).sorted().toList().stream();
        }
    }
}
