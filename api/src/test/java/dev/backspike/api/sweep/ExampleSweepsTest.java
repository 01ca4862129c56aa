package dev.backspike.api.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.json.StrictJson;
import dev.backspike.common.spec.reading.JobSpecParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ExampleSweepsTest {

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../deploy/examples/sweeps"))) {
            List<Path> specs = files.sorted().toList();
            assertThat(specs).isNotEmpty();
            return specs.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsValidAsFarAsItCanBeToldWithoutItsData(Path file) throws IOException {
        SweepSpec spec = SweepSpecReader.read(StrictJson.parse(Files.readString(file)));

        for (Map<String, JsonNode> parameters : Configurations.of(spec)) {
            for (Map<String, JsonNode> replicate : spec.replicates().each(() -> List.of(0, 1))) {
                Map<String, JsonNode> set = new LinkedHashMap<>(parameters);
                set.putAll(replicate);
                JobSpecParser.parse(SpecTree.with(spec.base(), set));
            }
        }
    }
}
