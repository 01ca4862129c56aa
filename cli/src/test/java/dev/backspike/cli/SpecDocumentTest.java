package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.spec.SpecDocument;
import dev.backspike.cli.terminal.CommandFailedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecDocumentTest {

    private static final String DOCUMENT = "{\"a\":{\"b\":1},\"list\":[{\"x\":1},{\"x\":2}],\"word\":\"w\"}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a.b=5                    | {"a":{"b":5},"list":[{"x":1},{"x":2}],"word":"w"}
            a.b=5e-3                 | {"a":{"b":0.005},"list":[{"x":1},{"x":2}],"word":"w"}
            a.b=true                 | {"a":{"b":true},"list":[{"x":1},{"x":2}],"word":"w"}
            a.b=null                 | {"a":{"b":null},"list":[{"x":1},{"x":2}],"word":"w"}
            a.b=event                | {"a":{"b":"event"},"list":[{"x":1},{"x":2}],"word":"w"}
            a.b="5"                  | {"a":{"b":"5"},"list":[{"x":1},{"x":2}],"word":"w"}
            a.b=                     | {"a":{"b":""},"list":[{"x":1},{"x":2}],"word":"w"}
            a.b=x=y                  | {"a":{"b":"x=y"},"list":[{"x":1},{"x":2}],"word":"w"}
            a.b=1.2.3                | {"a":{"b":"1.2.3"},"list":[{"x":1},{"x":2}],"word":"w"}
            a={"c":[1,2]}            | {"a":{"c":[1,2]},"list":[{"x":1},{"x":2}],"word":"w"}
            list.1.x=7               | {"a":{"b":1},"list":[{"x":1},{"x":7}],"word":"w"}
            list.2.x=7               | {"a":{"b":1},"list":[{"x":1},{"x":2},{"x":7}],"word":"w"}
            new.deep.path=1          | {"a":{"b":1},"list":[{"x":1},{"x":2}],"word":"w","new":{"deep":{"path":1}}}
            /labels/a.b=1            | {"a":{"b":1},"list":[{"x":1},{"x":2}],"word":"w","labels":{"a.b":1}}
            /a~1b=1                  | {"a":{"b":1},"list":[{"x":1},{"x":2}],"word":"w","a/b":1}
            """)
    void setChangesOneField(String assignment, String expected) {
        SpecDocument document = SpecDocument.parse(DOCUMENT, "test");

        document.set(assignment);

        assertThat(Json.MAPPER.readTree(document.toJson())).isEqualTo(Json.MAPPER.readTree(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            training.epochs          | must be path=value
            =5                       | must be path=value
            a..b=5                   | empty name
            word.length=5            | "w" has no fields, so it cannot contain length
            list.4.x=1               | 4 is not an index of an array of 2 elements
            list.first.x=1           | first is not an index
            list.99999999999=1       | not an index
            a={"c":                  | is not valid JSON
            """)
    void setSaysWhatDoesNotFit(String assignment, String message) {
        SpecDocument document = SpecDocument.parse(DOCUMENT, "test");

        assertThatThrownBy(() -> document.set(assignment))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNotSetStaysAsItWas() {
        String json = "{\"rate\":0.0050,\"big\":12345678901234567890}";

        assertThat(SpecDocument.parse(json, "test").toJson()).isEqualTo(json);
    }

    @Test
    void badJsonIsLocated() {
        assertThatThrownBy(() -> SpecDocument.parse("{\n  \"a\": ,\n}", "spec.json"))
                .hasMessageContaining("spec.json is not valid JSON at line 2, column");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1]                | is not a JSON object
            ''                 | is not a JSON object
            {"a":1,"a":2}      | uplicate
            {} {}              | is not valid JSON
            """)
    void onlyOneObjectWithoutRepeatedFieldsIsASpecification(String json, String message) {
        assertThatThrownBy(() -> SpecDocument.parse(json, "spec.json")).hasMessageContaining(message);
    }

    @Test
    void filesThatCannotBeReadAreNamed(@TempDir Path folder) throws Exception {
        Path latin1 = Files.write(
                folder.resolve("latin1.json"), "{\"name\":\"Göltz\"}".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> SpecDocument.read(folder.resolve("none.json")))
                .hasMessageContaining("does not exist")
                .hasMessageContaining("none.json");
        assertThatThrownBy(() -> SpecDocument.read(latin1)).hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> SpecDocument.read(folder)).hasMessageContaining("cannot read");
    }
}
