package dev.backspike.api.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.schema.DocumentSchema;
import dev.backspike.api.schema.JavadocTexts;
import dev.backspike.common.documentation.GeneratedBlock;
import dev.backspike.common.evaluation.Evaluation;
import dev.backspike.common.evaluation.Trial;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The tables of fields of documents that users send are generated from their schemas, which are made from the readers;
 * those of answers from the records.
 */
class SpecificationsTest {

    @ParameterizedTest
    @CsvSource({
        "docs/job-specification.md, fields, JOB",
        "docs/sweeps.md, fields, SWEEP",
        "docs/http-api.md, webhook, WEBHOOK",
        "docs/http-api.md, evaluation, EVALUATION",
        "docs/http-api.md, prediction, PREDICTION",
        "docs/http-api.md, recording, RECORDING",
        "docs/access.md, token, TOKEN"
    })
    void theTablesOfFieldsAreCurrent(String page, String block, DocumentSchema document) throws IOException {
        GeneratedBlock.assertCurrent(page, block, SpecificationPage.of(document.create()));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theTablesOfAnswersAreCurrent(String block, Class<? extends Record> answer) throws IOException {
        JavadocTexts texts = new JavadocTexts();
        StringBuilder table = new StringBuilder("| field | meaning |\n|---|---|\n");
        for (RecordComponent field : answer.getRecordComponents()) {
            String meaning = Objects.requireNonNull(texts.ofField(answer, field.getName()), field::getName);
            table.append("| `%s` | %s |\n".formatted(field.getName(), meaning));
        }
        GeneratedBlock.assertCurrent("docs/http-api.md", block, table.toString().strip());
    }

    static Stream<Arguments> answers() {
        return Stream.of(Arguments.of("evaluation result", Evaluation.class), Arguments.of("trial", Trial.class));
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
