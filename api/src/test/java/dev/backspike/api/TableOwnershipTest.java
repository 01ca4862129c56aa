package dev.backspike.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Each table is read and written by one package; others ask that package or receive its events. The tables are those of
 * the migrations; SQL, JPQL and the names in annotations are read from the constants of the compiled classes.
 */
class TableOwnershipTest {

    private static final Path CLASSES = Path.of("target/classes");

    private static final Pattern CREATED = Pattern.compile("create table ([a-z_]+)");

    /** Text that is a statement or a part of one, in contrast to a message. */
    private static final Pattern STATEMENT = Pattern.compile(
            "\\bselect\\b.*\\bfrom\\b|\\binsert into\\b|\\bupdate\\b.*\\bset\\b|\\bdelete from\\b|\\bjoin\\b.*\\bon\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** The tables of a clause, separated by commas, each perhaps with an alias. */
    private static final Pattern TABLES = Pattern.compile(
            "\\b(?:from|join|into|update)\\s+((?:[a-z_\\x01]+)(?:\\s+(?:as\\s+)?[a-z_]+)?"
                    + "(?:\\s*,\\s*[a-z_\\x01]+(?:\\s+(?:as\\s+)?[a-z_]+)?)*)",
            Pattern.CASE_INSENSITIVE);

    /** Where a compiler puts what is only known at run time. */
    private static final char UNKNOWN = 1;

    @Test
    void eachTableIsNamedInOnePackageOnly() throws IOException {
        Map<String, String> names = tableNames();
        Map<String, Set<String>> packages = new TreeMap<>();
        for (ClassModel type : classes()) {
            for (String table : tablesOf(type, names)) {
                packages.computeIfAbsent(table, _ -> new TreeSet<>()).add(packageOf(type));
            }
        }
        assertThat(packages.keySet()).as("every table has an owner").containsExactlyInAnyOrderElementsOf(created());
        assertThat(packages)
                .allSatisfy((table, owners) -> assertThat(owners)
                        .as("packages that name the table %s", table)
                        .hasSize(1));
    }

    @Test
    void tablesAreFoundWhereverAStatementNamesThem() {
        Map<String, String> names = Map.of("job", "job", "attempt", "attempt", "storedspec", "job_spec");
        assertThat(tables("select * from job where id = ?", names)).containsExactly("job");
        assertThat(tables("select s from StoredSpec s", names)).containsExactly("job_spec");
        assertThat(tables("select 1 from job j, attempt a", names)).containsExactlyInAnyOrder("job", "attempt");
        assertThat(tables(" and exists (select 1\n  from attempt)", names)).containsExactly("attempt");
        assertThat(tables("update Attempt a set a.state = LOST", names)).containsExactly("attempt");
        assertThat(tables("left join job on job.id = x", names)).containsExactly("job");
        assertThat(tables("delete from job", names)).containsExactly("job");
        assertThat(tables("resumes from job j17", names)).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> tables("select count(*) from " + UNKNOWN, names));
    }

    private static Set<String> tablesOf(ClassModel type, Map<String, String> names) {
        Set<String> tables = new TreeSet<>(mappedTo(load(type)));
        type.constantPool().forEach(entry -> {
            if (entry instanceof Utf8Entry text) {
                tables.addAll(tables(text.stringValue(), names));
            }
        });
        return tables;
    }

    private static Set<String> tables(String text, Map<String, String> names) {
        Set<String> tables = new TreeSet<>();
        if (!STATEMENT.matcher(text).find()) {
            return tables;
        }
        Matcher clauses = TABLES.matcher(text);
        while (clauses.find()) {
            for (String table : clauses.group(1).toLowerCase(Locale.ROOT).split("\\s*,\\s*", -1)) {
                String name = table.split("\\s", -1)[0];
                if (name.indexOf(UNKNOWN) >= 0) {
                    throw new IllegalStateException("a table is named at run time only: " + text);
                }
                if (names.containsKey(name)) {
                    tables.add(names.get(name));
                }
            }
        }
        return tables;
    }

    /** By what statements may call it, in lower case: its own name, or that of its entity. */
    private static Map<String, String> tableNames() throws IOException {
        Map<String, String> names = new HashMap<>();
        created().forEach(table -> names.put(table, table));
        for (ClassModel model : classes()) {
            Class<?> type = load(model);
            if (type.isAnnotationPresent(Entity.class)) {
                names.put(type.getSimpleName().toLowerCase(Locale.ROOT), entityTable(type));
            }
        }
        return names;
    }

    /** The tables of an entity and its collections. */
    private static Set<String> mappedTo(Class<?> type) {
        Set<String> tables = new TreeSet<>();
        if (type.isAnnotationPresent(Entity.class)) {
            tables.add(entityTable(type));
            for (Field field : type.getDeclaredFields()) {
                if (field.isAnnotationPresent(CollectionTable.class)) {
                    tables.add(field.getAnnotation(CollectionTable.class).name());
                }
            }
        }
        return tables;
    }

    private static String entityTable(Class<?> type) {
        Table table = type.getAnnotation(Table.class);
        return table == null ? type.getSimpleName().toLowerCase(Locale.ROOT) : table.name();
    }

    private static Class<?> load(ClassModel model) {
        try {
            String name = model.thisClass().asInternalName().replace('/', '.');
            return Class.forName(name, false, TableOwnershipTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> created() throws IOException {
        Set<String> tables = new TreeSet<>();
        for (Resource migration :
                new PathMatchingResourcePatternResolver().getResources("classpath*:db/migration/**/*.sql")) {
            Matcher created = CREATED.matcher(migration.getContentAsString(StandardCharsets.UTF_8));
            while (created.find()) {
                tables.add(created.group(1));
            }
        }
        return tables;
    }

    private static List<ClassModel> classes() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(TableOwnershipTest::parse)
                    .toList();
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packageOf(ClassModel type) {
        String name = type.thisClass().asInternalName();
        return name.substring(0, name.lastIndexOf('/')).replace('/', '.');
    }
}
