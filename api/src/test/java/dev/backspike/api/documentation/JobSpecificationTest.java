package dev.backspike.api.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.schema.JobSchema;
import dev.backspike.common.documentation.GeneratedBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The page of the job specification is generated from its schema, which is made from the reader. */
class JobSpecificationTest {

    private final JsonNode schema = JobSchema.create();

    @Test
    void theTablesOfFieldsAreCurrent() throws IOException {
        GeneratedBlock.assertCurrent("docs/job-specification.md", "fields", SpecificationPage.of(schema));
    }

    @Test
    void everyFieldHasADescription() {
        List<String> without = new ArrayList<>();
        collect("", schema, without);
        schema.path("$defs").forEachEntry((name, object) -> collect(name, object, without));

        assertThat(without).isEmpty();
    }

    private static void collect(String name, JsonNode object, List<String> without) {
        object.path("properties").forEachEntry((field, property) -> {
            if (!property.has("description") && !property.has("const")) {
                without.add(name + "." + field);
            }
        });
    }
}
