package dev.backspike.api.inspection;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a child process from the network and from files, by means of programs of the operating system that need no
 * privileges.
 *
 * @param description text for the log
 * @param wrapper words put before a command; {@value #SCRATCH} among them stands for the only writable folder
 */
record Confinement(String description, List<String> wrapper) {

    private static final Logger log = LoggerFactory.getLogger(Confinement.class);
    private static final String SCRATCH = "{scratch}";
    private static final long PROBE_SECONDS = 10;

    /**
     * Within a mount namespace: every file system becomes read-only but the scratch folder, and the capabilities that
     * could undo this are dropped.
     */
    private static final String READ_ONLY = """
        scratch=$1; shift
        mount --make-rprivate / && mount --bind "$scratch" "$scratch" || exit 1
        while read -r _ point _; do
          point=$(printf '%b' "$point")
          [ "$point" = "$scratch" ] || mount -o remount,bind,ro "$point" || :
        done </proc/self/mounts 2>/dev/null
        cd "$scratch" || exit 1
        exec setpriv --bounding-set -all --inh-caps -all --no-new-privs "$@"
        """;

    Confinement {
        wrapper = List.copyOf(wrapper);
    }

    /** Returns the strongest confinement that works on this machine, found by testing each. */
    static Confinement detect() {
        List<String> limits = limits();
        return Stream.of(bubblewrap(), namespaces())
                .flatMap(Optional::stream)
                .filter(Confinement::works)
                .findFirst()
                .map(found -> new Confinement(
                        found.description(),
                        Stream.concat(limits.stream(), found.wrapper().stream()).toList()))
                .orElseGet(() -> new Confinement(
                        "none: neither bubblewrap nor unprivileged namespaces (unshare, setpriv) work here; children"
                                + " have no token, no environment and a separate folder, but the rights of the"
                                + " service's user",
                        limits));
    }

    /**
     * Wraps a command.
     *
     * @param scratch absolute path of the writable folder
     */
    List<String> wrap(Path scratch, List<String> command) {
        List<String> all = new ArrayList<>();
        wrapper.forEach(word -> all.add(word.equals(SCRATCH) ? scratch.toString() : word));
        all.addAll(command);
        return all;
    }

    private static Optional<Confinement> bubblewrap() {
        return program("bwrap")
                .map(bwrap -> new Confinement(
                        "bubblewrap: no network, read-only files, own process and IPC namespaces",
                        List.of(
                                bwrap,
                                "--ro-bind",
                                "/",
                                "/",
                                "--dev",
                                "/dev",
                                "--proc",
                                "/proc",
                                "--bind",
                                SCRATCH,
                                SCRATCH,
                                "--chdir",
                                SCRATCH,
                                "--unshare-all",
                                "--die-with-parent",
                                "--new-session",
                                "--")));
    }

    private static Optional<Confinement> namespaces() {
        if (program("setpriv").isEmpty() || program("mount").isEmpty()) {
            return Optional.empty();
        }
        return program("unshare")
                .map(unshare -> new Confinement(
                        "unshare: no network, read-only files, own process and IPC namespaces, no capabilities",
                        List.of(
                                unshare,
                                "--user",
                                "--map-root-user",
                                "--net",
                                "--ipc",
                                "--uts",
                                "--mount",
                                "--pid",
                                "--fork",
                                "--kill-child",
                                "--mount-proc",
                                "sh",
                                "-c",
                                READ_ONLY,
                                "sh",
                                SCRATCH)));
    }

    /**
     * Limits that apply everywhere: a lower priority than the service, no core dumps, and no file above 8 GB, since
     * compressed files are unpacked to the scratch folder.
     */
    private static List<String> limits() {
        List<String> limits = new ArrayList<>();
        program("nice").ifPresent(nice -> limits.addAll(List.of(nice, "-n", "10")));
        program("prlimit")
                .ifPresent(prlimit -> limits.addAll(List.of(prlimit, "--core=0", "--fsize=8589934592", "--")));
        return limits;
    }

    /** Tests the confinement with a shell that must be able to write to its folder and not beside it. */
    private boolean works() {
        try {
            Path outside = Files.createTempDirectory("backspike-probe-").toRealPath();
            Path scratch = Files.createDirectory(outside.resolve("scratch"));
            try {
                return probe(scratch, outside);
            } finally {
                Files.delete(scratch);
                Files.delete(outside);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for temporary files cannot be used", e);
        }
    }

    private boolean probe(Path scratch, Path outside) {
        String test = "test -w \"$1\" && ! test -w \"$2\"";
        List<String> shell = List.of("sh", "-c", test, "sh", scratch.toString(), outside.toString());
        try {
            Process probe = new ProcessBuilder(wrap(scratch, shell))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                probe.destroyForcibly();
            }
            return ended && probe.exitValue() == 0;
        } catch (IOException e) {
            log.debug("{} cannot be run", wrapper.getFirst(), e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Optional<String> program(String name) {
        String path = System.getenv("PATH");
        return Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
