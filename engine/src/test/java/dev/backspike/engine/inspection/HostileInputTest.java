package dev.backspike.engine.inspection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.backspike.common.file.InvalidDataFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are damaged at random, each inspected as an upload is: what comes of it is a description of the file or a
 * refusal, at a bounded cost of memory. Property {@code backspike.hostile.rounds} sets how often each file is damaged.
 */
class HostileInputTest {

    private static final int ROUNDS = Integer.getInteger("backspike.hostile.rounds", 40);
    /** All that the inspection of one file may ask for, one array after the other. */
    private static final long MOST_BYTES = 1L << 30;

    private static final int OTHER_FORMATS = 8;

    private static final byte[][] EXTREMES = {
        {0},
        {1},
        {(byte) 0xff},
        {0x7f},
        {(byte) 0x80},
        {0, 0, 0, 0},
        {-1, -1, -1, 0x7f},
        {-1, -1, -1, -1, -1, -1, -1, 0x7f},
        {0, 0, 0, 0, 1, 0, 0, 0},
        {-1, -1, -1, -1, -1, -1, -1, -1}
    };

    @TempDir
    @SuppressWarnings("NullAway.Init") // injected by JUnit
    private Path folder;

    private final Random random = new Random(1);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private int read;
    private int refused;
    private long most;

    @Test
    void damagedFilesAreReadOrRefusedAndNothingElse() throws IOException {
        List<byte[]> files = seeds();
        for (int k = 0; k < files.size(); k++) {
            inspect(files.get(k));
            // the many files of spikes come first and share most of their structure
            int rounds = k < files.size() - OTHER_FORMATS ? ROUNDS : 10 * ROUNDS;
            for (int round = 0; round < rounds; round++) {
                inspect(damaged(files.get(k), files.get(random.nextInt(files.size()))));
            }
        }
        System.out.println(read + " files read, " + refused + " refused, at most " + most + " bytes for one");
        assertThat(read).isGreaterThan(files.size());
        assertThat(refused).isGreaterThan(ROUNDS * files.size() / 4);
    }

    private void inspect(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("upload"), content);
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            new FileInspector().inspect(file);
            read++;
        } catch (InvalidDataFileException e) {
            refused++;
            assertThat(e.getMessage()).doesNotContain(folder.toString());
        } catch (RuntimeException | Error e) {
            Path kept = Files.write(Path.of("target", "hostile-input"), content);
            throw new AssertionError("the file is kept as " + kept, e);
        }
        long asked = threads.getCurrentThreadAllocatedBytes() - before;
        most = Math.max(most, asked);
        assertThat(asked).as("bytes asked for").isLessThan(MOST_BYTES);
    }

    private byte[] damaged(byte[] file, byte[] other) throws IOException {
        if (file.length > 2 && file[0] == 0x1f && file[1] == (byte) 0x8b && random.nextBoolean()) {
            return packed(damaged(unpacked(file), other));
        }
        byte[] damaged = file.clone();
        int changes = 1 + random.nextInt(6);
        for (int k = 0; k < changes && damaged.length > 16; k++) {
            // mostly near the beginning, where the structure is
            int reach = random.nextInt(3) > 0 ? Math.min(damaged.length, 4096) : damaged.length;
            int at = random.nextInt(reach - 8);
            switch (random.nextInt(6)) {
                case 0 -> damaged[at] = (byte) random.nextInt();
                case 1 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> {
                    byte[] extreme = EXTREMES[random.nextInt(EXTREMES.length)];
                    System.arraycopy(extreme, 0, damaged, at, extreme.length);
                }
                case 3 -> System.arraycopy(damaged, random.nextInt(damaged.length - 8), damaged, at, 8);
                case 4 -> {
                    int length = Math.min(Math.min(64, damaged.length - at), other.length);
                    System.arraycopy(other, random.nextInt(other.length - length + 1), damaged, at, length);
                }
                default -> damaged = random.nextInt(4) == 0 ? Arrays.copyOf(damaged, at + 1) : damaged;
            }
        }
        return damaged;
    }

    /** Of every format that can be uploaded, and of every layout of HDF5 that its reader knows. */
    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        List<byte[]> others = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                byte[] content = Files.readAllBytes(file);
                if (name.endsWith(".h5.gz") && !name.startsWith("aliased")) {
                    seeds.add(unpacked(content));
                } else if (name.endsWith(".nir") || name.endsWith(".safetensors")) {
                    others.add(content);
                }
            }
        }
        assertThat(seeds).as("files to damage").hasSizeGreaterThan(80);
        byte[] images = idx(3, new byte[2 * 3 * 5], 2, 3, 5);
        byte[] labels = idx(1, new byte[] {7, 1, 9}, 3);
        others.addAll(List.of(images, labels, packed(images), packed(labels), packed(seeds.getFirst()), safetensors()));
        assertThat(others).hasSize(OTHER_FORMATS);
        seeds.addAll(others);
        return seeds;
    }

    private static byte[] idx(int rank, byte[] data, int... dimensions) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * rank + data.length).putInt(0x800 + rank);
        for (int dimension : dimensions) {
            file.putInt(dimension);
        }
        return file.put(data).array();
    }

    private static byte[] safetensors() {
        byte[] header = """
                {"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F64","shape":[1],"data_offsets":[16,24]}}""".getBytes(UTF_8);
        return ByteBuffer.allocate(8 + header.length + 24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }

    private static byte[] unpacked(byte[] gzip) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        }
    }
}
