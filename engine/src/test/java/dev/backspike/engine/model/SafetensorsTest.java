package dev.backspike.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.engine.network.Tensor;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

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
