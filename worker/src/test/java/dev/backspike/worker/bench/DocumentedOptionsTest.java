package dev.backspike.worker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.documentation.MarkdownPage;
import dev.backspike.common.documentation.ShellCommand;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every option of {@code ./backspike bench} that a document names exists. */
class DocumentedOptionsTest {

    @Test
    void everyOptionThatADocumentNamesExists() {
        Set<String> options = new CommandLine(new BenchCommand())
                .getCommandSpec()
                .optionsMap()
                .keySet();
        for (MarkdownPage page : MarkdownPage.all()) {
            for (ShellCommand used : ShellCommand.in(page)) {
                if (used.name().equals("bench")) {
                    assertThat(used.options()).as(page + ": " + used).isSubsetOf(options);
                }
            }
        }
    }
}
