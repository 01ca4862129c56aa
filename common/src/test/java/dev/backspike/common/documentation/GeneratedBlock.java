package dev.backspike.common.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a document that is generated from the code:
 *
 * <pre>
 * &lt;!-- generated: NAME --&gt;
 * ...
 * &lt;!-- end --&gt;
 * </pre>
 *
 * {@code deploy/docs/generate} writes all such parts, by running the tests that hold them with the system property
 * {@value #WRITE}.
 */
public final class GeneratedBlock {

    private static final String WRITE = "backspike.docs.write";

    private GeneratedBlock() {}

    /**
     * Holds that a document contains what the code says now, or writes it.
     *
     * @param page relative to the project's root
     */
    public static void assertCurrent(String page, String name, String content) throws IOException {
        Path file = MarkdownPage.ROOT.resolve(page);
        String text = Files.readString(file);
        Matcher block = Pattern.compile(
                        "(?<=<!-- generated: " + Pattern.quote(name) + " -->\n).*?(?=<!-- end -->)", Pattern.DOTALL)
                .matcher(text);
        assertThat(block.find())
                .as(page + " has the marker <!-- generated: " + name + " -->")
                .isTrue();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(
                    file, text.substring(0, block.start()) + "\n" + content + "\n" + text.substring(block.end()));
            return;
        }
        assertThat(block.group().strip())
                .as(page + " is stale where " + name + " is generated; run deploy/docs/generate")
                .isEqualTo(content.strip());
    }
}
