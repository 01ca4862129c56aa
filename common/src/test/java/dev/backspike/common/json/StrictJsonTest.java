package dev.backspike.common.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {

    private static final List<String> COLOURS = List.of("blue", "green", "red");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a': 1, 'a': 2} | Duplicate",
                "{'a': | is not valid JSON at line 1",
                "'' | is empty; send a JSON object"
            })
    void textThatIsNotOneDocumentIsRefused(String json, String message) {
        assertThat(errors(json.equals("''") ? "" : json, _ -> ""))
                .singleElement()
                .satisfies(error -> assertThat(error.message()).contains(message));
    }

    @Test
    void everyErrorOfADocumentIsReportedAtOnceWithItsPointer() {
        assertThat(errors(
                        "{'number': 'two', 'size': -1, 'a/b': 0}",
                        in -> in.number("number", Range.ANY) + in.integer("size", Range.COUNT) + in.text("name")))
                .containsExactly(
                        new SpecError("/number", "must be a number, was \"two\""),
                        new SpecError("/size", "must be at least 1 and at most 2147483647, was -1"),
                        new SpecError("/name", "is required"),
                        new SpecError("/a~1b", "is not a known field; known fields: name, number, size"));
    }

    @Test
    void rulesThatSpanFieldsAreCheckedOnlyWhenEachFieldIsValid() {
        InvalidSpecException rule = catchThrowableOfType(
                InvalidSpecException.class,
                () -> StrictJson.read(
                        StrictJson.parse("{}"), _ -> 1, (_, errors) -> errors.add(new SpecError("", "spans"))));
        InvalidSpecException field = catchThrowableOfType(
                InvalidSpecException.class,
                () -> StrictJson.read(StrictJson.parse("{}"), in -> in.text("name"), (_, _) -> {
                    throw new AssertionError("the name is missing");
                }));

        assertThat(rule.errors()).containsExactly(new SpecError("", "spans"));
        assertThat(field.errors()).containsExactly(new SpecError("/name", "is required"));
    }

    @Test
    void aTextIsHeldAgainstItsRuleOnlyIfItIsAText() {
        Function<Fields, Object> reader = in -> in.text("host", StrictJsonTest::noSpaces);

        assertThat(errors("{'host': 'a b'}", reader)).containsExactly(new SpecError("/host", "must not have spaces"));
        assertThat(errors("{'host': 1}", reader)).containsExactly(new SpecError("/host", "must be a string, was 1"));
        assertThat(errors("{}", reader)).containsExactly(new SpecError("/host", "is required"));
    }

    @Test
    void wordsComeFromAClosedSet() {
        Function<Fields, Object> reader = in -> in.words("colours", List.of("red"), COLOURS);

        assertThat(read("{'colours': ['blue', 'red', 'blue']}", reader)).isEqualTo(List.of("blue", "red"));
        assertThat(read("{}", reader)).isEqualTo(List.of("red"));
        assertThat(errors("{'colours': []}", reader))
                .containsExactly(new SpecError("/colours", "must have at least one element"));
        assertThat(errors("{'colours': ['pink']}", reader))
                .containsExactly(
                        new SpecError("/colours", "must be an array of some of blue, green, red, has \"pink\""));
    }

    @Test
    void tokensOfPointersAreReadAsTheyAreWritten() {
        assertThat(SpecError.field(SpecError.token("a~1/b~"))).isEqualTo("a~1/b~");
    }

    private static @Nullable String noSpaces(String text) {
        return text.contains(" ") ? "must not have spaces" : null;
    }

    private static <T> T read(String json, Function<Fields, T> reader) {
        return StrictJson.read(StrictJson.parse(json.replace('\'', '"')), reader);
    }

    private static <T> List<SpecError> errors(String json, Function<Fields, T> reader) {
        return catchThrowableOfType(InvalidSpecException.class, () -> read(json, reader))
                .errors();
    }
}
