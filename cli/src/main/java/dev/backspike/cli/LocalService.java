package dev.backspike.cli;

import dev.backspike.cli.ServiceClient.Presence;
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
 * The service on this machine, for a user who has none yet. The launcher starts it ({@code backspike start}: it knows
 * the class path and how to detach a process, and leaves the process id in the data directory); this waits until it
 * answers.
 *
 * @param launcher absolute path of {@code ./backspike}
 * @param command how the user called the launcher, for hints
 * @param dataDirectory holds {@code backspike.pid} and {@code backspike.log}
 * @param patience how long a start may take
 */
record LocalService(Path launcher, String command, Path dataDirectory, Duration patience) {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int LOG_TAIL_LINES = 20;

    static LocalService ofProcess(Terminal terminal) {
        return new LocalService(
                Path.of(System.getProperty("backspike.launcher", terminal.command())),
                terminal.command(),
                Path.of(System.getProperty("backspike.data.directory", "data")),
                Duration.ofMinutes(3));
    }

    /** Whether a service started here would answer at the URL. */
    static boolean canServe(URI url) {
        try {
            return "http".equals(url.getScheme())
                    && (url.getPath().isEmpty() || url.getPath().equals("/"))
                    && InetAddress.getByName(url.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * Returns once a service answers at the URL; starts one where none does and one can be.
     *
     * @throws CommandFailedException if none comes up
     */
    void ensureUp(URI url, ServiceClient client, Terminal screen) throws InterruptedException {
        switch (client.presence()) {
            case Presence.Up _ -> {}
            case Presence.Absent _ when canServe(url) -> start(url, client, screen);
            case Presence.Absent(String reason) ->
                throw CommandFailedException.unreachable("no service at " + url + ": " + reason);
            case Presence.Down _ -> awaitUp(url, client);
            case Presence.Foreign(String reason) ->
                throw CommandFailedException.unreachable("what answers at " + url + " is not Backspike: " + reason
                        + ". Choose another port with --url, such as --url http://127.0.0.1:8081");
        }
    }

    /** @throws CommandFailedException if it does not come up, with the end of its log */
    private void start(URI url, ServiceClient client, Terminal screen) throws InterruptedException {
        String port = String.valueOf(url.getPort() < 0 ? 80 : url.getPort());
        try {
            Process start = new ProcessBuilder(List.of(
                            launcher.toString(),
                            "start",
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

    /** @throws CommandFailedException if it does not come up */
    private void awaitUp(URI url, ServiceClient client) throws InterruptedException {
        long start = System.nanoTime();
        Presence presence = client.presence();
        while (!(presence instanceof Presence.Up)) {
            if (canServe(url) && presence instanceof Presence.Absent && !isAlive()) {
                throw CommandFailedException.unreachable(
                        "the service ended while it started; the end of its log, " + log() + ":\n" + logTail());
            }
            if (System.nanoTime() - start > patience.toNanos()) {
                throw CommandFailedException.unreachable(
                        "the service at " + url + " did not come up within " + Wording.duration(patience)
                                + " (last seen: " + presence + "); see " + log() + ", and end it with: " + command
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
            return false; // the launcher wrote none, or `stop` took it away
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
