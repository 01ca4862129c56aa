package dev.backspike.api.example;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ExampleController {

    private static final String SUFFIX = ".json";

    private final List<Example> examples;

    /** @param files finds the files of {@code deploy/examples}, which the build copies into the jar */
    ExampleController(ResourcePatternResolver files) throws IOException {
        examples = Stream.of(
                        read(files.getResources("classpath*:examples/*" + SUFFIX), Kind.JOB),
                        read(files.getResources("classpath*:examples/sweeps/*" + SUFFIX), Kind.SWEEP))
                .flatMap(List::stream)
                .toList();
    }

    enum Kind {
        JOB,
        SWEEP;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param spec the specification of a job or a sweep */
    record Example(String name, Kind kind, @JsonRawValue String spec) {}

    /** @param examples jobs, then sweeps, in order of their names */
    record ExampleList(List<Example> examples) {}

    /** Specifications to start from. Those that name data files need these in the data-set directory. */
    @GetMapping(path = "/api/v1/examples", produces = MediaType.APPLICATION_JSON_VALUE)
    ExampleList examples() {
        return new ExampleList(examples);
    }

    private static List<Example> read(Resource[] files, Kind kind) {
        return Arrays.stream(files)
                .map(file -> new Example(name(file), kind, text(file)))
                .sorted(Comparator.comparing(Example::name))
                .toList();
    }

    private static String name(Resource file) {
        String name = String.valueOf(file.getFilename());
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private static String text(Resource file) {
        try {
            return file.getContentAsString(StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
