package dev.backspike.api.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.documentation.GeneratedBlock;
import dev.backspike.common.documentation.MarkdownPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every property of the code is documented with its default, and every property that is documented exists. */
class ConfigurationTest {

    /** Not the name of a Java package, which begins with {@code dev}. */
    private static final Pattern PROPERTY = Pattern.compile("(?<!dev\\.)\\bbackspike\\.[a-z0-9]+[a-z0-9.*-]*");

    private static final Pattern VARIABLE = Pattern.compile("\\bBACKSPIKE_[A-Z0-9_]+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(backspike\\.[a-z.-]+)(?::([^}\"]*))?");
    private static final Pattern SYSTEM_PROPERTY = Pattern.compile("= \"(backspike\\.[a-z.]+)\";");

    private final List<Property> properties = Property.all();
    private final Set<String> names =
            properties.stream().map(Property::name).collect(Collectors.toCollection(TreeSet::new));

    @Test
    void theTableOfPropertiesIsCurrent() throws IOException {
        GeneratedBlock.assertCurrent(
                "docs/configuration.md",
                "properties",
                Stream.concat(
                                Stream.of("| property | default | meaning |", "|---|---|---|"),
                                properties.stream().map(Property::row))
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void everyPropertySaysWhatItIsFor() {
        assertThat(properties)
                .isNotEmpty()
                .allSatisfy(property ->
                        assertThat(property.description()).as(property.name()).isNotBlank());
    }

    @Test
    void whatIsReadOutsideOfRecordsIsDescribedWithTheSameDefault() {
        for (MatchResult read : inSources(PLACEHOLDER)) {
            String otherwise = read.group(2);
            assertThat(properties).as(read.group()).anySatisfy(property -> {
                assertThat(property.name()).isEqualTo(read.group(1));
                if (otherwise != null && !otherwise.isEmpty() && !otherwise.startsWith("#")) {
                    assertThat(property.otherwise()).isEqualTo(otherwise);
                }
            });
        }
    }

    @Test
    void everyPropertyThatADocumentNamesExists() {
        Set<String> read =
                inSources(SYSTEM_PROPERTY).stream().map(found -> found.group(1)).collect(Collectors.toSet());
        for (MarkdownPage page : MarkdownPage.all()) {
            PROPERTY.matcher(page.allCode()).results().map(MatchResult::group).forEach(named -> {
                String name = named.replaceFirst("[.-]$", "");
                boolean exists = named.endsWith("*")
                        ? names.stream().anyMatch(n -> n.startsWith(named.substring(0, named.length() - 1)))
                        : names.contains(name) || read.contains(name) || isNoProperty(name);

                assertThat(exists).as(page + " names " + named).isTrue();
            });
        }
    }

    /** Scopes, files and labels of Kubernetes have such names as well. */
    private static boolean isNoProperty(String name) {
        return name.matches("backspike\\.(viewer|submitter|admin|log|log\\.1|mv\\.db|dev)");
    }

    @Test
    void everySystemPropertyOfTheEnginesIsDocumented() {
        String documented =
                MarkdownPage.all().stream().map(MarkdownPage::allCode).collect(Collectors.joining());

        assertThat(inSources(SYSTEM_PROPERTY))
                .isNotEmpty()
                .allSatisfy(found -> assertThat(documented).contains(found.group(1)));
    }

    @Test
    void everyEnvironmentVariableThatADocumentNamesIsRead() throws IOException {
        Set<String> known = properties.stream().map(Property::variable).collect(Collectors.toSet());
        String launcher = Files.readString(MarkdownPage.ROOT.resolve("backspike"));
        known.addAll(
                VARIABLE.matcher(launcher).results().map(MatchResult::group).toList());
        known.addAll(inSources(VARIABLE).stream().map(MatchResult::group).toList());
        for (MarkdownPage page : MarkdownPage.all()) {
            assertThat(VARIABLE.matcher(page.allCode()).results().map(MatchResult::group))
                    .as(page.toString())
                    .isSubsetOf(known);
        }
    }

    /** In all Java files of the modules, tests included. */
    private static List<MatchResult> inSources(Pattern pattern) {
        try (Stream<Path> files = Files.find(
                MarkdownPage.ROOT,
                20,
                (file, _) -> file.toString().endsWith(".java")
                        && file.toString().contains("/src/")
                        && !file.toString().contains("/target/")
                        && !file.toString().contains("/documentation/"))) {
            return files.sorted()
                    .flatMap(file -> pattern.matcher(read(file)).results().toList().stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
