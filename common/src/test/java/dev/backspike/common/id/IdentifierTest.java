package dev.backspike.common.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import tools.jackson.databind.json.JsonMapper;

class IdentifierTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final ConversionService CONVERSION = new DefaultConversionService();

    private static final String HASH = "0123456789abcdef".repeat(4);

    private static final Map<Class<? extends Identifier>, List<String>> VALID = Map.of(
            JobId.class, List.of("j000000000000000000", "j01k7x2m4vbq8n5rtzy"),
            Sha256.class, List.of(HASH),
            WorkerName.class, List.of("w", "gpu-1.example.org-4711", "Rack 3: left", "a".repeat(200)),
            FileName.class, List.of("f", "model.nir.refusal", "A_1-b.h5", "f".repeat(100)),
            DatasetName.class, List.of("d", "fsdd", "spoken-digits_2.0"));

    private static final List<String> TRAVERSALS = List.of(
            "",
            " ",
            ".",
            "..",
            "../../admin-token",
            "..\\..\\admin-token",
            "/etc/passwd",
            "C:\\x",
            "%2e%2e",
            "%2e%2e%2fadmin-token",
            "a/b",
            "a\\b",
            "a\0b",
            "a\nb",
            "a\u2215b",
            "\uff0e\uff0e",
            "\u2024\u2024",
            "\ud800",
            "x".repeat(100_000));

    static Stream<Class<? extends Identifier>> types() {
        return Arrays.stream(Identifier.class.getPermittedSubclasses())
                .map(type -> type.<Identifier>asSubclass(Identifier.class));
    }

    static Stream<Arguments> malformed() {
        Stream<Arguments> everywhere =
                types().flatMap(type -> TRAVERSALS.stream().map(text -> Arguments.of(type, text)));
        return Stream.concat(
                everywhere,
                Stream.of(
                        Arguments.of(Sha256.class, HASH.toUpperCase(Locale.ROOT)),
                        Arguments.of(Sha256.class, HASH.substring(1)),
                        Arguments.of(Sha256.class, HASH + "0"),
                        Arguments.of(Sha256.class, HASH.replace('a', '\u0430')),
                        Arguments.of(Sha256.class, HASH + "\n"),
                        Arguments.of(JobId.class, "J000000000000000000"),
                        Arguments.of(JobId.class, "s000000000000000000"),
                        Arguments.of(JobId.class, "j00000000000000000o"),
                        Arguments.of(FileName.class, ".hidden"),
                        Arguments.of(FileName.class, "-rf"),
                        Arguments.of(FileName.class, "f".repeat(101)),
                        Arguments.of(DatasetName.class, "d".repeat(101)),
                        Arguments.of(WorkerName.class, "w".repeat(201))));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedTextMakesNoIdentifierAndTheMessageIsShortAndPrintable(
            Class<? extends Identifier> type, String text) {
        assertThatExceptionOfType(MalformedIdException.class)
                .isThrownBy(() -> make(type, text))
                .satisfies(e -> {
                    assertThat(e.code().word()).startsWith("bad-");
                    assertThat(e.rule()).startsWith("must be ").matches("[\\x20-\\x7e]{1,300}");
                });
    }

    @ParameterizedTest
    @MethodSource("types")
    void jacksonAndSpringReadAndWriteAValidTextAsItIs(Class<? extends Identifier> type)
            throws ReflectiveOperationException {
        for (String text : valid(type)) {
            Identifier made = make(type, text);
            assertThat(made.text()).isEqualTo(text);
            assertThat(made).hasToString(text);
            assertThat(JSON.writeValueAsString(made)).isEqualTo('"' + text + '"');
            assertThat(JSON.readValue('"' + text + '"', type)).isEqualTo(made);
            assertThat(CONVERSION.convert(text, type)).isEqualTo(made);
            assertThat(CONVERSION.convert(made, String.class)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void anIdentifierIsOneElementOfAPath(Class<? extends Identifier> type) {
        for (String text : valid(type)) {
            assertThat(Path.of("/data").resolve(text).normalize()).hasParentRaw(Path.of("/data"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"../../admin-token\"", "\"\"", "[]", "{}", "{\"text\": \"j000000000000000000\"}"})
    void noJsonMakesAMalformedOne(String json) {
        for (Class<? extends Identifier> type : types().toList()) {
            assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> JSON.readValue(json, type));
        }
    }

    @Test
    void aHashIsThatOfItsContent() {
        assertThat(Sha256.ofUtf8("abc"))
                .hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Sha256.from(Sha256.ofUtf8("abc").bytes())).isEqualTo(Sha256.ofUtf8("abc"));
    }

    private static List<String> valid(Class<? extends Identifier> type) {
        return Objects.requireNonNull(VALID.get(type), () -> "no valid texts for " + type);
    }

    private static Identifier make(Class<? extends Identifier> type, String text) throws ReflectiveOperationException {
        try {
            return type.getConstructor(String.class).newInstance(text);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof MalformedIdException malformed) {
                throw malformed;
            }
            throw e;
        }
    }
}
