package dev.backspike.common.documentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A use of the launcher in a document, such as {@code ./backspike train SPEC --json}.
 *
 * @param name of the command
 * @param options its options without their values, such as {@code --json}
 */
public record ShellCommand(String name, List<String> options) {

    private static final Pattern USE = Pattern.compile("\\./backspike ([a-z]+)([^\n`;|&]*)");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");

    /** All uses that a reader may copy. */
    public static List<ShellCommand> in(MarkdownPage page) {
        List<ShellCommand> commands = new ArrayList<>();
        Matcher uses = USE.matcher(page.allCode().replace("\\\n", " "));
        while (uses.find()) {
            String arguments = COMMENT.matcher(uses.group(2)).replaceFirst("");
            commands.add(new ShellCommand(
                    uses.group(1),
                    Arrays.stream(arguments.strip().split("\\s+"))
                            .filter(argument -> argument.startsWith("--"))
                            .map(option -> option.replaceFirst("=.*", ""))
                            .toList()));
        }
        return commands;
    }
}
