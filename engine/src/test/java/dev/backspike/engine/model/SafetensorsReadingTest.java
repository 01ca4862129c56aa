package dev.backspike.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.engine.network.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsReadingTest {

    private static final String W = "'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

    /** The file was written by the Python package safetensors 0.8.0. */
    @Test
    void readsWhatThePythonPackageWrites() throws IOException {
        Safetensors.Content content;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("python.safetensors"))) {
            content = Safetensors.read(in);
        }

        assertThat(content.metadata())
                .containsExactlyEntriesOf(new TreeMap<>(Map.of("by", "safetensors 0.8.0", "é", "ü")));
        assertThat(content.tensors()).hasSize(6);
        assertF32(content, "input->hidden.weight", new int[] {2, 3}, 0.1f, -2, 3, 4, 5, 1e-40f);
        assertF32(content, "half", new int[] {3}, 0.5f, 65504, -0x1p-24f);
        assertF32(content, "brain", new int[] {3}, 1, -2.5f, 3.140625f);
        assertF32(content, "scalar", new int[] {}, 7);
        assertF32(content, "empty", new int[] {0, 4});
        assertThat(((Tensor.F64) content.tensor("double")).values()).containsExactly(Math.PI, -0.0);
    }

    @Test
    void whatIsWrittenIsReadBackBitForBit(@TempDir Path folder) throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            SortedMap<String, String> metadata = new TreeMap<>();
            for (int m = random.nextInt(3); m > 0; m--) {
                metadata.put(text(random), text(random));
            }
            List<Tensor> tensors = new ArrayList<>();
            for (int t = random.nextInt(5); t > 0; t--) {
                tensors.add(tensor(t + text(random), random));
            }
            byte[] file = Safetensors.write(metadata, tensors);
            Path path = Files.write(folder.resolve("model.safetensors"), file);

            for (Safetensors.Content content : List.of(
                    Safetensors.read(file), Safetensors.read(path), Safetensors.read(new ByteArrayInputStream(file)))) {
                assertThat(content.metadata()).isEqualTo(metadata);
                assertThat(content.tensors()).hasSameSizeAs(tensors);
                assertThat(Safetensors.write(content.metadata(), content.tensors()))
                        .isEqualTo(file);
                for (Tensor tensor : tensors) {
                    assertSame(content.tensor(tensor.name()), tensor);
                }
            }
        }
    }

    @Test
    void aDamagedFileIsRefusedAsSuchAndNeverBreaksTheReader() {
        byte[] file = Safetensors.write(
                new TreeMap<>(Map.of("a", "b")),
                List.of(new Tensor.F32("w", new int[] {2, 2}, new float[4]), tensor("v", new Random(1))));
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> Safetensors.read(cut)).isInstanceOf(MalformedSafetensorsException.class);
        }
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] damaged = file.clone();
            damaged[random.nextInt(160)] ^= (byte) (1 << random.nextInt(8));
            try {
                Safetensors.read(damaged);
            } catch (MalformedSafetensorsException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(3000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"w":                                                                      | not valid JSON
            {} {}                                                                      | not valid JSON
            []                                                                         | does not begin with {
            {'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | Duplicate
            {'w':5}                                                                    | exactly dtype, shape and data_offsets
            {'w':{'dtype':'F32','shape':[2]}}                                          | exactly dtype, shape and data_offsets
            {'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':1}}            | exactly dtype, shape and data_offsets
            {'w':{'dtype':'I64','shape':[2],'data_offsets':[0,8]}}                     | tensor w has 8 bytes, but I64 [2] takes 16
            {'w':{'dtype':'F4','shape':[15],'data_offsets':[0,7]},'v':{'dtype':'U8','shape':[1],'data_offsets':[7,8]}} | tensor w has 7 bytes, but F4 [15] takes 8
            {'w':{'dtype':'I64','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | takes 14757395258967641
            {'w':{'dtype':7,'shape':[1],'data_offsets':[0,8]}}                         | has a dtype that is not a text
            {'w':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}                    | not negative
            {'w':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}                   | whole
            {'w':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}                       | not an array
            {'w':{'dtype':'F32','shape':[65536,65536],'data_offsets':[0,8]}}           | more than 2^31 - 1 elements
            {'w':{'dtype':'F32','shape':[0,4294967296],'data_offsets':[0,0]}}          | more than 2^31 - 1 elements
            {'w':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}                     | has 8 bytes, but F32 [3] takes 12
            {'w':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}                     | not a range: [8, 0]
            {'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}}                   | not a range
            {'w':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}                    | leaves a gap
            {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | tensor b overlaps the one before it: it begins at 0 where 4 is next
            {'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}                     | the tensors take 4 bytes, but the file has 8
            {'w':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}}                    | the tensors take 16 bytes, but the file has 8
            {'__metadata__':{'a':1},'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | the metadata a is not a text
            {'__metadata__':[],'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}   | __metadata__ is not an object
            """)
    void aHeaderThatDoesNotDescribeItsFileIsRefused(String header, String problem) {
        assertThatThrownBy(() -> Safetensors.read(file(header)))
                .isInstanceOf(MalformedSafetensorsException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void aHeaderLargerThanTheFormatAllowsOrThanTheFileIsRefusedBeforeItIsRead() {
        byte[] file = file("{" + W + "}");
        assertThat(Safetensors.read(file).tensors()).hasSize(1);
        for (long length : new long[] {100_000_001, Long.MAX_VALUE, -1}) {
            assertThatThrownBy(() -> Safetensors.read(withHeaderLength(file, length)))
                    .isInstanceOf(MalformedSafetensorsException.class)
                    .hasMessageContaining("more than the 100000000 of the format");
        }
        assertThatThrownBy(() -> Safetensors.read(withHeaderLength(file, 5000)))
                .isInstanceOf(MalformedSafetensorsException.class)
                .hasMessageContaining("5000 bytes, but only " + (file.length - 8) + " follow");
    }

    /** A counter of batches beside the weights, as a state_dict has it, and a type of the future. */
    @Test
    void tensorsOfOtherTypesArePassedOverUnlessTheyAreNeeded(@TempDir Path folder) throws IOException {
        byte[] file = file("{'n':{'dtype':'I64','shape':[],'data_offsets':[0,8]},"
                + "'x':{'dtype':'F99','shape':[3,3],'data_offsets':[8,13]},"
                + "'w':{'dtype':'F32','shape':[2],'data_offsets':[13,21]}}");
        byte[] whole = Arrays.copyOf(file, file.length + 13);
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putFloat(whole.length - 4, 2.5f);
        Safetensors.Content content = Safetensors.read(whole);
        assertThat(content.tensors()).singleElement().extracting(Tensor::name).isEqualTo("w");
        assertF32(content, "w", new int[] {2}, 0, 2.5f);
        assertThat(content.others()).containsExactly(Map.entry("n", "I64"), Map.entry("x", "F99"));
        assertThatThrownBy(() -> content.tensor("n"))
                .hasMessageEndingWith(
                        "its tensor n is needed, but is of dtype I64; convert it to one of [F16, BF16, F32, F64]");
        Safetensors.check(Files.write(folder.resolve("whole"), whole));

        Path none = Files.write(folder.resolve("none"), file("{'n':{'dtype':'I64','shape':[1],'data_offsets':[0,8]}}"));
        assertThatThrownBy(() -> Safetensors.check(none))
                .hasMessageEndingWith("it has no tensor of floating-point numbers, but [n (I64)]");
    }

    @Test
    void namesAreWrittenOnlyOnceAndShapesFitTheirValues() {
        Tensor w = new Tensor.F32("w", new int[] {1}, new float[1]);
        assertThatThrownBy(() -> Safetensors.write(new TreeMap<>(), List.of(w, w)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Safetensors.write(
                        new TreeMap<>(), List.of(new Tensor.F32("w", new int[] {2, 2}, new float[3]))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] file(String header) {
        byte[] json = header.replace('\'', '"').getBytes(UTF_8);
        return ByteBuffer.allocate(8 + json.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private static byte[] withHeaderLength(byte[] file, long length) {
        byte[] changed = file.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        return changed;
    }

    private static void assertF32(Safetensors.Content content, String name, int[] shape, float... values) {
        assertThat(content.tensor(name).shape()).containsExactly(shape);
        assertThat(((Tensor.F32) content.tensor(name)).values()).containsExactly(values);
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        switch (expected) {
            case Tensor.F32 f32 -> assertThat(((Tensor.F32) actual).values()).isEqualTo(f32.values());
            case Tensor.F64 f64 -> assertThat(((Tensor.F64) actual).values()).isEqualTo(f64.values());
        }
    }

    private static Tensor tensor(String name, Random random) {
        int[] shape = random.ints(random.nextInt(4), 0, 40).toArray();
        int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        if (random.nextBoolean()) {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = Float.intBitsToFloat(random.nextInt());
            }
            return new Tensor.F32(name, shape, values);
        }
        return new Tensor.F64(
                name,
                shape,
                random.longs(size).mapToDouble(Double::longBitsToDouble).toArray());
    }

    private static String text(Random random) {
        int[] characters = random.ints(random.nextInt(8), 1, 0x20000)
                .filter(c -> Character.getType(c) != Character.SURROGATE)
                .toArray();
        return new String(characters, 0, characters.length);
    }
}
