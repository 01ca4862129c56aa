package dev.backspike.cli.completion;

import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A completion script for the shell fish, which picocli does not write. */
final class FishScript {

    private final String name;
    private final CommandSpec root;

    FishScript(String name, CommandSpec root) {
        this.name = name;
        this.root = root;
    }

    String text() {
        StringBuilder script = new StringBuilder("# Completion of " + name + " for fish.\n");
        root.subcommands().forEach((command, line) -> {
            complete(script, "__fish_use_subcommand", "-f -a " + command, description(line));
            add(script, "__fish_seen_subcommand_from " + command, line);
        });
        return script.toString();
    }

    private void add(StringBuilder script, String seen, CommandLine line) {
        line.getSubcommands().forEach((command, below) -> {
            complete(
                    script,
                    seen + "; and not __fish_seen_subcommand_from "
                            + String.join(" ", line.getSubcommands().keySet()),
                    "-f -a " + command,
                    description(below));
            add(script, seen + "; and __fish_seen_subcommand_from " + command, below);
        });
        for (OptionSpec option : line.getCommandSpec().options()) {
            StringBuilder words = new StringBuilder();
            Arrays.stream(option.names())
                    .forEach(word -> words.append(
                            word.startsWith("--") ? " -l " + word.substring(2) : " -s " + word.substring(1)));
            if (option.arity().max() > 0) {
                words.append(option.type() == Path.class ? " -r -F" : " -x");
            }
            complete(script, seen, words.toString().strip(), String.join(" ", option.description()));
        }
    }

    private void complete(StringBuilder script, String when, String words, String description) {
        script.append("complete -c ")
                .append(name)
                .append(" -n '")
                .append(when)
                .append("' ")
                .append(words);
        if (!description.isBlank()) {
            script.append(" -d '").append(firstSentence(description)).append('\'');
        }
        script.append('\n');
    }

    private static String description(CommandLine line) {
        return String.join(" ", line.getCommandSpec().usageMessage().description());
    }

    /** In single quotes, fish interprets the backslash and the quote. */
    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        String sentence = end < 0 ? text : text.substring(0, end + 1);
        return sentence.replace("\\", "\\\\").replace("'", "\\'");
    }
}
