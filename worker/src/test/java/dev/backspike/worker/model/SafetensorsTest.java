package dev.backspike.worker.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.worker.network.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SafetensorsTest {

    /** Written by hand from the format's description. */
    @Test
    void hasTheLayoutOfTheFormat() {
        byte[] file = Safetensors.write(
                new TreeMap<>(Map.of("epoch", "3")),
                List.of(new Tensor.F32("w", new int[] {1, 2}, new float[] {1, -2})));

        String json = "{\"__metadata__\":{\"epoch\":\"3\"},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
        String padded = json + " ".repeat((8 - json.length() % 8) % 8);
        String expected = "%02x00000000000000".formatted(padded.length())
                + HexFormat.of().formatHex(padded.getBytes(UTF_8))
                + "0000803f" // 1
                + "000000c0"; // -2
        assertThat(HexFormat.of().formatHex(file)).isEqualTo(expected);
    }

    @Test
    void aReaderFindsEveryTensorBitForBit() {
        Tensor.F64 first = new Tensor.F64("a->b.weight", new int[] {3, 1}, new double[] {Math.PI, -0.0, 1e-310});
        Tensor.F32 second = new Tensor.F32("\"quoted\" é", new int[] {2}, new float[] {0.1f, Float.NaN});
        byte[] file = Safetensors.write(new TreeMap<>(), List.of(first, second));

        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int headerBytes = Math.toIntExact(buffer.getLong());
        assertThat(headerBytes % 8).isZero();
        JsonNode header = new JsonMapper().readTree(new String(file, 8, headerBytes, UTF_8));
        assertThat(header.propertyNames()).containsExactly("a->b.weight", "\"quoted\" é");
        assertThat(header.get("a->b.weight").get("dtype").stringValue()).isEqualTo("F64");
        assertThat(header.get("\"quoted\" é").get("dtype").stringValue()).isEqualTo("F32");
        assertThat(header.get("a->b.weight").get("shape")).hasToString("[3,1]");

        int data = 8 + headerBytes;
        int from = header.get("a->b.weight").get("data_offsets").get(0).intValue();
        for (int i = 0; i < 3; i++) {
            assertThat(Double.doubleToRawLongBits(buffer.getDouble(data + from + 8 * i)))
                    .isEqualTo(Double.doubleToRawLongBits(first.values()[i]));
        }
        JsonNode offsets = header.get("\"quoted\" é").get("data_offsets");
        assertThat(offsets).hasToString("[24,32]");
        assertThat(buffer.getFloat(data + 24)).isEqualTo(0.1f);
        assertThat(buffer.getFloat(data + 28)).isNaN();
        assertThat(file).hasSize(data + 32);
    }

    @Test
    void theOrderInWhichMetadataWereGivenDoesNotMatter() {
        TreeMap<String, String> forwards = new TreeMap<>();
        forwards.put("a", "1");
        forwards.put("b", "2");
        TreeMap<String, String> backwards = new TreeMap<>();
        backwards.put("b", "2");
        backwards.put("a", "1");
        assertThat(Safetensors.write(backwards, List.of())).isEqualTo(Safetensors.write(forwards, List.of()));
    }
}
