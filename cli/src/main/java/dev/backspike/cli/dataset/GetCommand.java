package dev.backspike.cli.dataset;

import dev.backspike.cli.dataset.DatasetSource.Download;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description =
                "Fetches published data sets into the directory of data files, from which jobs read them. Checks what it "
                        + "receives against the published checksums, continues interrupted downloads, and leaves files alone that are "
                        + "already there. Without NAME, lists the data sets.",
        footer = {"", "Exit codes: 0 all files are there, 2 wrong usage, 3 the source failed."})
final class GetCommand implements Callable<Integer> {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Terminal terminal;
    private final List<DatasetSource> sources;
    private final Duration pause;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "shd, ssc, mnist or fashion-mnist.")
    private List<String> names = List.of();

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "The directory of data files (environment: BACKSPIKE_DATASETS_DIRECTORY). Default: the folder"
                    + " datasets in the data directory of ./backspike.")
    private @Nullable Path directory;

    @Option(
            names = "--from",
            paramLabel = "URL",
            description = "A mirror with the same files, instead of the source of the publishers.")
    private @Nullable URI mirror;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private boolean help;

    GetCommand(Terminal terminal, List<DatasetSource> sources) {
        this(terminal, sources, PAUSE);
    }

    GetCommand(Terminal terminal, List<DatasetSource> sources, Duration pause) {
        this.terminal = terminal;
        this.sources = sources;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (names.isEmpty()) {
            sources.forEach(source -> terminal.line(String.format("%-14s %s", source.name(), source.about())));
            return ExitCode.SUCCEEDED;
        }
        List<DatasetSource> wanted = names.stream().map(this::source).toList();
        for (DatasetSource source : wanted) {
            for (Download download : source.downloads()) {
                try {
                    get(source, download);
                } catch (IOException e) {
                    throw CommandFailedException.badInput(
                            "cannot write " + download.local() + " to " + folder(source) + ": " + e);
                }
            }
        }
        return ExitCode.SUCCEEDED;
    }

    private DatasetSource source(String name) {
        return sources.stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(() -> CommandFailedException.badInput("there is no data set " + name + " to fetch; known: "
                        + sources.stream().map(DatasetSource::name).collect(Collectors.joining(", "))));
    }

    private Path folder(DatasetSource source) {
        return root().resolve(source.folder()).toAbsolutePath().normalize();
    }

    private Path root() {
        if (directory != null) {
            return directory;
        }
        String operators = System.getenv("BACKSPIKE_DATASETS_DIRECTORY");
        return operators == null || operators.isBlank()
                ? Path.of(System.getProperty("backspike.data.directory", "data"), "datasets")
                : Path.of(operators);
    }

    private void get(DatasetSource source, Download download) throws IOException, InterruptedException {
        Path target = folder(source).resolve(download.local());
        if (Files.exists(target)) {
            terminal.line(target + " is there");
            return;
        }
        Files.createDirectories(folder(source));
        URI base = mirror == null ? source.base() : mirror;
        URI url = URI.create(base + (base.toString().endsWith("/") ? "" : "/") + download.remote());
        Path received =
                new FileDownload(terminal, pause).fetch(url, folder(source).resolve(download.remote()), download.md5());
        if (download.entry() == null) {
            Files.move(received, target, StandardCopyOption.ATOMIC_MOVE);
        } else {
            extract(received, download.entry(), target);
            Files.delete(received);
        }
        terminal.line(target + "  " + Formats.bytes(Files.size(target)));
    }

    private static void extract(Path archive, String entry, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".extracting");
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            ZipEntry found = zip.getEntry(entry);
            if (found == null) {
                throw CommandFailedException.unreachable("the archive of " + entry + " does not hold it");
            }
            try (var in = zip.getInputStream(found)) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (ZipException e) {
            throw CommandFailedException.unreachable("the archive of " + entry + " is damaged: " + e.getMessage());
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
