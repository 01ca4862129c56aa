package dev.backspike.common.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Markdown document of the project.
 *
 * @param path relative to the project's root, such as {@code docs/jobs.md}
 * @param prose its lines outside of fenced blocks
 * @param blocks its fenced blocks
 */
public record MarkdownPage(Path path, List<String> prose, List<Block> blocks) {

    /** The project's root; tests run in the folder of their module. */
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final String FENCE = "```";
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /**
     * A fenced block.
     *
     * @param info what follows the opening fence, such as {@code json job}; empty for none
     * @param line of the opening fence, counted from 1
     */
    public record Block(String info, int line, String content) {

        /** Whether the info string consists of these words, or begins with them. */
        public boolean is(String words) {
            return info.equals(words) || info.startsWith(words + " ");
        }
    }

    /** All Markdown documents of the project. */
    public static List<MarkdownPage> all() {
        try (Stream<Path> files =
                Files.find(ROOT, 3, (file, _) -> file.toString().endsWith(".md") && isOfTheProject(file))) {
            return files.sorted().map(MarkdownPage::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfTheProject(Path file) {
        for (Path name : ROOT.relativize(file)) {
            if (Set.of("target", "data", "node_modules").contains(name.toString())
                    || name.toString().startsWith(".")) {
                return false;
            }
        }
        return true;
    }

    /** @param file absolute */
    static MarkdownPage read(Path file) {
        List<String> prose = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                int opened = i;
                StringBuilder content = new StringBuilder();
                for (i++; i < lines.size() && !lines.get(i).startsWith(FENCE); i++) {
                    content.append(lines.get(i)).append('\n');
                }
                String info = lines.get(opened).substring(FENCE.length()).strip();
                blocks.add(new Block(info, opened + 1, content.toString()));
            } else {
                prose.add(lines.get(i));
            }
        }
        return new MarkdownPage(ROOT.relativize(file), prose, blocks);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The targets of its links, as they are written. */
    public List<String> links() {
        return prose.stream()
                .map(line -> CODE.matcher(line).replaceAll(""))
                .flatMap(line -> LINK.matcher(line).results())
                .map(found -> found.group(1))
                .toList();
    }

    /** What its prose sets as code, between single backticks. */
    public List<String> code() {
        return prose.stream()
                .flatMap(line -> CODE.matcher(line).results())
                .map(found -> found.group(1))
                .toList();
    }

    /** All that a reader may copy: blocks, and code in prose. */
    public String allCode() {
        return Stream.concat(blocks.stream().map(Block::content), code().stream())
                .collect(Collectors.joining("\n"));
    }

    /** The anchors of its headings, as GitHub makes them. */
    public Set<String> anchors() {
        Map<String, Integer> seen = new HashMap<>();
        return prose.stream()
                .map(HEADING::matcher)
                .filter(heading -> heading.matches())
                .map(heading -> slug(heading.group(1)))
                .map(slug -> {
                    int before = seen.merge(slug, 1, Integer::sum) - 1;
                    return before == 0 ? slug : slug + "-" + before;
                })
                .collect(Collectors.toSet());
    }

    private static String slug(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
