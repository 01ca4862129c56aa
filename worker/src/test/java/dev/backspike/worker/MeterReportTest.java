package dev.backspike.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MeterReportTest {

    @Test
    void everyMeterIsInTheLine() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.counter("trained", "kind", "sample").increment(7);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new MeterReport(registry, new PrintStream(out, true, StandardCharsets.UTF_8)).print();
        String line = out.toString(StandardCharsets.UTF_8).strip();

        assertThat(line).startsWith("METERS|").doesNotContain("\n");
        JsonNode meter = JsonMapper.builder()
                .build()
                .readTree(line.substring("METERS|".length()))
                .get(0);
        assertThat(meter.path("name").asString()).isEqualTo("trained");
        assertThat(meter.at("/tags/kind").asString()).isEqualTo("sample");
        assertThat(meter.path("type").asString()).isEqualTo("COUNTER");
        assertThat(meter.at("/values/COUNT").asDouble()).isEqualTo(7);
    }
}
