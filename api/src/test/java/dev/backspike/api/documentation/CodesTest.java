package dev.backspike.api.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.code.NoteCode;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.code.ReasonCode;
import dev.backspike.common.documentation.GeneratedBlock;
import dev.backspike.common.documentation.MarkdownPage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of codes is generated from the enums and their Javadoc. */
class CodesTest {

    private static final String PAGE = "docs/codes.md";
    private static final Pattern CONSTANT =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+([A-Z0-9_]+)(?=[(,;])", Pattern.DOTALL);

    @Test
    void theProblemsAreCurrent() throws IOException {
        assertCurrent(
                "problems",
                "| code | status | meaning |\n|---|---|---|",
                ProblemCode.values(),
                code -> code.word() + "` | "
                        + code.statuses().stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }

    @Test
    void theFailuresAreCurrent() throws IOException {
        assertCurrent(
                "failures",
                "| code | retried | meaning |\n|---|---|---|",
                FailureCode.values(),
                code -> code.word() + "` | " + retried(code.kind()));
    }

    @Test
    void theReasonsAreCurrent() throws IOException {
        assertCurrent("reasons", "| code | meaning |\n|---|---|", ReasonCode.values(), code -> code.word() + "`");
    }

    @Test
    void theNotesAreCurrent() throws IOException {
        assertCurrent("notes", "| code | meaning |\n|---|---|", NoteCode.values(), code -> code.word() + "`");
    }

    @Test
    void theNotesOnImportsAreCurrent() throws IOException {
        assertCurrent(
                "import notes", "| code | meaning |\n|---|---|", ImportNoteCode.values(), code -> code.word() + "`");
    }

    private static String retried(FailureKind kind) {
        return switch (kind) {
            case USER, NUMERICS -> "no";
            case DISK_FULL -> "without limit";
            case DEVICE_LOST -> "5 times";
            case OUT_OF_MEMORY -> "`retry.outOfMemory` times";
            case INFRASTRUCTURE -> "`retry.infrastructure` times";
            case NO_PROGRESS -> "`retry.noProgress` times";
            case UNEXPECTED -> "`retry.unexpected` times";
        };
    }

    private static <E extends Enum<E>> void assertCurrent(
            String block, String head, E[] codes, Function<E, String> firstCells) throws IOException {
        Map<String, String> meanings = meanings(codes[0].getDeclaringClass());
        assertThat(meanings)
                .as("every constant has a Javadoc comment")
                .containsOnlyKeys(Arrays.stream(codes).map(Enum::name).toList());
        assertThat(meanings.values()).allSatisfy(meaning -> assertThat(meaning).matches("[A-Z].*\\."));
        String rows = Arrays.stream(codes)
                .map(code -> "| `" + firstCells.apply(code) + " | " + meanings.get(code.name()) + " |")
                .collect(Collectors.joining("\n"));
        GeneratedBlock.assertCurrent(PAGE, block, head + "\n" + rows);
    }

    /** The Javadoc of the constants of an enum in Markdown, by name. */
    private static Map<String, String> meanings(Class<?> codes) throws IOException {
        String source = Files.readString(MarkdownPage.ROOT.resolve(
                "common/src/main/java/" + codes.getName().replace('.', '/') + ".java"));
        String body = source.substring(source.indexOf("public enum"), source.indexOf(";\n\n    private"));
        return CONSTANT.matcher(body + ";")
                .results()
                .collect(Collectors.toMap(
                        found -> found.group(2),
                        found -> found.group(1)
                                .replaceAll("\\s*\\n\\s*\\* ?", " ")
                                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                                .strip()));
    }
}
