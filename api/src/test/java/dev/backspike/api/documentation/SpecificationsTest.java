package dev.backspike.api.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.schema.DocumentSchema;
import dev.backspike.common.documentation.GeneratedBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The tables of fields of documents that users send are generated from their schemas, which are made from the readers.
 */
class SpecificationsTest {

    @ParameterizedTest
    @CsvSource({
        "docs/job-specification.md, fields, JOB",
        "docs/sweeps.md, fields, SWEEP",
        "docs/http-api.md, webhook, WEBHOOK"
    })
    void theTablesOfFieldsAreCurrent(String page, String block, DocumentSchema document) throws IOException {
        GeneratedBlock.assertCurrent(page, block, SpecificationPage.of(document.create()));
    }

    @ParameterizedTest
    @EnumSource
    void everyFieldHasADescription(DocumentSchema document) {
        JsonNode schema = document.create();
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
