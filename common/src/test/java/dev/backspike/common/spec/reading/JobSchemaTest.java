package dev.backspike.common.spec.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.JsonSchema;
import dev.backspike.common.json.SchemaTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The schema accepts what the reader accepts, and the reader refuses what the schema refuses. */
class JobSchemaTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectNode DOCUMENT = JobSpecParser.schema(SchemaTexts.NONE);
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(DOCUMENT);

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    static Stream<Path> examples() throws IOException {
        return RoundTripTest.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleSatisfiesIt(Path file) throws IOException {
        assertThat(errors(JSON.readTree(Files.readString(file)))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anySpecificationSatisfiesIt(long seed) {
        assertThat(errors(JSON.readTree(JSON.writeValueAsString(new RandomSpecs(seed).next()))))
                .isEmpty();
    }

    /** Nowhere does a specification hold an array in an array, or a field of that name. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatHasAWrongTypeOrAnUnknownFieldBothRefuse(long seed) {
        Random random = new Random(seed);
        ObjectNode spec = random(seed);
        Place place = places(spec).get(random.nextInt(places(spec).size()));
        if (random.nextBoolean()) {
            place.replace(NODES.arrayNode().add(NODES.arrayNode()));
        } else {
            List<ObjectNode> objects = objects(spec);
            objects.get(random.nextInt(objects.size())).put("surplus", 1);
        }

        assertThat(isRead(spec)).as(spec.toString()).isFalse();
        assertThat(errors(spec)).as(spec.toString()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsLeftOutOrOutOfRangeTheReaderRefusesIfTheSchemaDoes(long seed) {
        Random random = new Random(seed);
        ObjectNode spec = random(seed);
        for (int i = 0; i < 20; i++) {
            ObjectNode changed = spec.deepCopy();
            List<Place> places = places(changed);
            Place place = places.get(random.nextInt(places.size()));
            switch (random.nextInt(4)) {
                case 0 -> place.remove();
                case 1 -> place.replace(NODES.numberNode(-1.5));
                case 2 -> place.replace(NODES.numberNode(0));
                default -> place.replace(NODES.stringNode("lif"));
            }
            if (!errors(changed).isEmpty()) {
                assertThat(isRead(changed)).as(changed.toString()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"dataset\": \"ying\"}",
                "{\"dataset\": {\"type\": \"idx\"}}",
                "{\"dataset\": \"idx\"}",
            })
    void whatIsRequiredIsRequired(String incomplete) {
        assertThat(errors(JSON.readTree(incomplete))).isNotEmpty();
    }

    @Test
    void boundsAndDefaultsAreThoseOfTheReader() {
        JsonNode training = DOCUMENT.path("$defs").path("Training").path("properties");

        assertThat(training.path("epochs").path("minimum").asInt()).isEqualTo(1);
        assertThat(training.path("batchSize").path("default").asInt()).isEqualTo(32);
        assertThat(DOCUMENT.path("required").toString()).isEqualTo("[\"dataset\",\"network\",\"training\"]");
    }

    @Test
    void aReaderThatAsksForPresenceHasNoSchema() {
        assertThatThrownBy(() -> JsonSchema.of("x", in -> in.has("name"), SchemaTexts.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("name");
    }

    private static ObjectNode random(long seed) {
        return (ObjectNode) JSON.readTree(JSON.writeValueAsString(new RandomSpecs(seed).next()));
    }

    private static List<Error> errors(JsonNode spec) {
        return SCHEMA.validate(spec);
    }

    private static boolean isRead(JsonNode spec) {
        try {
            JobSpecParser.parse(spec);
            return true;
        } catch (InvalidSpecException e) {
            return false;
        }
    }

    /** A value in an object. */
    private record Place(ObjectNode object, String field) {

        void replace(JsonNode value) {
            object.set(field, value);
        }

        void remove() {
            object.remove(field);
        }
    }

    private static List<Place> places(ObjectNode spec) {
        List<Place> places = new ArrayList<>();
        for (ObjectNode object : objects(spec)) {
            object.propertyNames().forEach(field -> places.add(new Place(object, field)));
        }
        return places;
    }

    private static List<ObjectNode> objects(JsonNode node) {
        List<ObjectNode> objects = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        if (node instanceof ObjectNode || node instanceof ArrayNode) {
            node.forEach(child -> objects.addAll(objects(child)));
        }
        return objects;
    }
}
