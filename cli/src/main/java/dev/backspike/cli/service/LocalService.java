package dev.backspike.cli.service;

import dev.backspike.cli.service.ServiceClient.Presence;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A service on this machine for users who have none yet. The launcher starts it ({@code backspike start}), since it
 * knows the class path and how to detach a process, and writes the process id to the data directory. This type waits
 * until the service is ready.
 *
 * @param launcher absolute path of {@code ./backspike}
 * @param command how the user called the launcher, for hints
 * @param dataDirectory holds {@code backspike.pid} and {@code backspike.log}
 * @param patience how long the start may take
 */
public record LocalService(Path launcher, String command, Path dataDirectory, Duration patience) {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int LOG_TAIL_LINES = 20;

    public static LocalService ofProcess(Terminal terminal) {
        return new LocalService(
                Path.of(System.getProperty("backspike.launcher", terminal.command())),
                terminal.command(),
                Path.of(System.getProperty("backspike.data.directory", "data")),
                Duration.ofMinutes(3));
    }

    /** Whether a service that starts on this machine would be reachable at the URL. */
    public static boolean canServe(URI url) {
        try {
            return "http".equals(url.getScheme())
                    && (url.getPath().isEmpty() || url.getPath().equals("/"))
                    && InetAddress.getByName(url.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * Returns when a service is ready at the URL, and starts one on this machine if necessary and possible.
     *
     * @throws CommandFailedException if no service becomes ready
     */
    public void ensureUp(URI url, ServiceClient client, Terminal screen) throws InterruptedException {
        switch (client.presence()) {
            case Presence.Up _ -> {}
            case Presence.Absent _ when canServe(url) -> start(url, client, screen);
            case Presence.Absent(String reason) ->
                throw CommandFailedException.unreachable("no service at " + url + ": " + reason);
            case Presence.Down _ -> awaitUp(url, client);
            case Presence.Foreign(String reason) ->
                throw CommandFailedException.unreachable("the server at " + url + " is not Backspike: " + reason
                        + ". Choose another port with --url, such as --url http://127.0.0.1:8081");
        }
    }

    /** @throws CommandFailedException if it does not become ready, with the end of its log */
    private void start(URI url, ServiceClient client, Terminal screen) throws InterruptedException {
        String port = String.valueOf(url.getPort() < 0 ? 80 : url.getPort());
        try {
            Process start = new ProcessBuilder(List.of(
                            launcher.toString(),
                            "start",
                            // This waits for it, and shows more of its log if it fails.
                            "--no-wait",
                            "--server.port=" + port,
                            "--server.address=" + url.getHost().replaceAll("[\\[\\]]", "")))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(start.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (start.waitFor() != 0) {
                throw CommandFailedException.unreachable("could not start a service: " + said);
            }
            screen.line(said);
        } catch (IOException e) {
            throw CommandFailedException.unreachable(
                    "could not start a service with " + launcher + ": " + e.getMessage());
        }
        awaitUp(url, client);
    }

    /** @throws CommandFailedException if it does not become ready */
    private void awaitUp(URI url, ServiceClient client) throws InterruptedException {
        long start = System.nanoTime();
        Presence presence = client.presence();
        while (!(presence instanceof Presence.Up)) {
            if (canServe(url) && presence instanceof Presence.Absent && !isAlive()) {
                throw CommandFailedException.unreachable(
                        "the service exited during its start; the end of its log, " + log() + ":\n" + logTail());
            }
            if (System.nanoTime() - start > patience.toNanos()) {
                throw CommandFailedException.unreachable(
                        "the service at " + url + " was not ready within " + Formats.duration(patience)
                                + " (last seen: " + presence + "); see " + log() + ", and stop it with: " + command
                                + " stop");
            }
            Thread.sleep(POLL);
            presence = client.presence();
        }
    }

    private boolean isAlive() {
        try {
            long pid = Long.parseLong(
                    Files.readString(dataDirectory.resolve("backspike.pid")).strip());
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        } catch (IOException | NumberFormatException e) {
            return false; // the launcher has not written it, or `stop` has deleted it
        }
    }

    private Path log() {
        return dataDirectory.resolve("backspike.log");
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
