package dev.backspike.common.spec.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.spec.JobSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** A specification that is written and read again is the same: the api stores it so, and sends it to workers so. */
class RoundTripTest {

    private static final JsonMapper JSON = new JsonMapper();

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../deploy/examples"))) {
            List<Path> specs = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            assertThat(specs).isNotEmpty();
            return specs.stream();
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void ofEveryExample(Path file) throws IOException {
        JobSpec spec = JobSpecParser.parse(Files.readString(file));

        assertThat(JobSpecParser.parse(JSON.writeValueAsString(spec))).isEqualTo(spec);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofAnySpecification(long seed) {
        JobSpec spec = new RandomSpecs(seed).next();

        assertThat(JobSpecParser.parse(JSON.writeValueAsString(spec))).isEqualTo(spec);
    }

    @Test
    void insideAGrant() {
        Grant grant = new Grant(new AttemptId(new JobId("j000000000000000001"), 2), new RandomSpecs(7).next());

        assertThat(JSON.readValue(JSON.writeValueAsString(grant), Grant.class)).isEqualTo(grant);
    }
}
