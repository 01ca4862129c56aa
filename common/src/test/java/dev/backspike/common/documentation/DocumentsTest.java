package dev.backspike.common.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.backspike.common.spec.reading.JobSpecParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** What a reader follows or copies from the documents works. */
class DocumentsTest {

    private static final JsonMapper JSON = new JsonMapper();

    static List<MarkdownPage> pages() {
        return MarkdownPage.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyRelativeLinkLeadsToAFileAndAHeadingOfIt(MarkdownPage page) {
        for (String link : page.links()) {
            if (link.matches("[a-z]+:.*")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path file = parts[0].isEmpty()
                    ? MarkdownPage.ROOT.resolve(page.path())
                    : MarkdownPage.ROOT
                            .resolve(page.path())
                            .resolveSibling(parts[0])
                            .normalize();

            assertThat(file).as(link).exists();
            if (parts.length == 2) {
                assertThat(MarkdownPage.read(file).anchors()).as(link).contains(parts[1]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockOfJsonIsJsonOrAFieldOfAnObject(MarkdownPage page) {
        for (MarkdownPage.Block block : page.blocks()) {
            if (block.is("json")) {
                String content = block.content().strip();

                assertThatCode(() -> JSON.readTree(content.startsWith("\"") ? "{" + content + "}" : content))
                        .as("line " + block.line())
                        .doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockOfAJobIsAJob(MarkdownPage page) {
        for (MarkdownPage.Block block : page.blocks()) {
            if (block.is("json job")) {
                assertThatCode(() -> JobSpecParser.parse(block.content()))
                        .as("line " + block.line())
                        .doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyFileOfTheProjectThatIsNamedIsThere(MarkdownPage page) {
        for (String code : page.code()) {
            if (code.matches("(deploy|docs|common|engine|worker|api|cli)/[\\w./-]+")) {
                String named = code.replaceFirst(":.*", "");

                assertThat(MarkdownPage.ROOT.resolve(named)).as(code).exists();
            }
        }
    }

    @Test
    void theIndexListsEveryPage() {
        MarkdownPage index = MarkdownPage.read(MarkdownPage.ROOT.resolve("docs/README.md"));

        for (MarkdownPage page : pages()) {
            if (page.path().startsWith("docs") && !page.path().endsWith("README.md")) {
                assertThat(index.links())
                        .as("the links of docs/README.md")
                        .contains(page.path().getFileName().toString());
            }
        }
    }

    @Test
    void theReadmeIsShort() throws Exception {
        assertThat(Files.readAllLines(MarkdownPage.ROOT.resolve("README.md"))).hasSizeLessThanOrEqualTo(130);
    }
}
