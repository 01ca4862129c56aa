package dev.backspike.common.spec.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.ReplicasSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ReplicasTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void aJobHasOneReplicaUnlessItAsksForMore() {
        assertThat(read("{}")).isEqualTo(ReplicasSpec.ONE);
        assertThat(read("{\"device\": \"cpu\"}").isGang()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "4, 4, 4, 4",
                "'{\"min\": 2, \"max\": 8}', 2, 8, '{\"min\":2,\"max\":8}'",
                "'{\"max\": 3}', 1, 3, '{\"min\":1,\"max\":3}'",
                "'{\"min\": 2, \"max\": 2}', 2, 2, 2"
            })
    void aNumberOrItsBoundsAreWrittenAsRead(String given, int min, int max, String written) {
        ReplicasSpec replicas = read("{\"replicas\": " + given + "}");

        assertThat(replicas).isEqualTo(new ReplicasSpec(min, max));
        assertThat(JSON.writeValueAsString(replicas)).isEqualTo(written);
        assertThat(read("{\"replicas\": " + written + "}")).isEqualTo(replicas);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = ';',
            value = {
                "0; /resources/replicas; must be at least 1 and at most 64, was 0",
                "65; /resources/replicas; a batch is cut into 64 blocks at most",
                "2.5; /resources/replicas; must be a whole number, was 2.5",
                "'\"2\"'; /resources/replicas; must be a whole number",
                "[2]; /resources/replicas; must be a whole number",
                "9; /resources/replicas; must be at most 8 for a batchSize of 32, was 9",
                "'{\"min\": 1, \"max\": 9}'; /resources/replicas/max; must be at most 8 for a batchSize of 32",
                "'{\"min\": 3, \"max\": 2}'; /resources/replicas/max; must be at least min (3), was 2",
                "'{\"min\": 3}'; /resources/replicas/max; is required",
                "'{\"min\": 0, \"max\": 2}'; /resources/replicas/min; must be at least 1",
                "'{\"max\": 2, \"most\": 3}'; /resources/replicas/most; known fields: max, min"
            })
    void whatIsWrongIsSaidOfItsField(String given, String pointer, String message) {
        assertThatThrownBy(() -> read("{\"replicas\": " + given + "}"))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class,
                        e -> assertThat(e.errors()).anySatisfy(error -> {
                            assertThat(error.pointer()).isEqualTo(pointer);
                            assertThat(error.message()).contains(message);
                        }));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 1", "8, 2", "11, 2", "32, 8", "100, 16", "256, 64", "1048576, 64"})
    void aBatchIsSharedByAtMostItsBlocks(int batchSize, int most) {
        assertThat(ReplicasSpec.most(batchSize)).isEqualTo(most);
    }

    private static ReplicasSpec read(String resources) {
        return JobSpecParser.parse(JobSpecParserTest.VALID.replaceFirst("\\{", "{\"resources\": " + resources + ","))
                .resources()
                .replicas();
    }
}
