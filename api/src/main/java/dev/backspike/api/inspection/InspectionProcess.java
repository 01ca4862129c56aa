package dev.backspike.api.inspection;

import dev.backspike.api.inspection.InspectionFailedException.Kind;
import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionFrames;
import dev.backspike.engine.inspection.InspectionRequest;
import dev.backspike.engine.inspection.MalformedMessageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/** A child process for inspections, with its scratch folder. Used by one thread at a time. */
final class InspectionProcess implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(InspectionProcess.class);
    /** Time for a process to become ready on a busy machine; an idle one needs half a second. */
    private static final Duration START = Duration.ofMinutes(1);
    /** Time to wait for the exit status of a process that has closed its output. */
    private static final long EXIT_SECONDS = 5;
    /** Exit status of the JVM under ExitOnOutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;
    /** Exit status after SIGKILL: 128 plus the number of the signal. */
    private static final int KILLED = 137;

    private final Path scratch;
    private final Process process;
    private final StderrTail errors;
    private final long startedNanos = System.nanoTime();
    private long usedNanos = startedNanos;
    private boolean ready;
    private int uses;

    private InspectionProcess(Path scratch, Process process) {
        this.scratch = scratch;
        this.process = process;
        this.errors = StderrTail.of(process);
    }

    /** Starts a process and returns at once; the process becomes ready some time later. */
    static InspectionProcess start(ChildCommand command, Confinement confinement) throws IOException {
        Path scratch = Files.createTempDirectory("backspike-inspection-").toRealPath();
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(confinement.wrap(scratch, command.in(scratch))).directory(scratch.toFile());
            Map<String, String> environment = builder.environment();
            // PATH is for the confining programs; the rest determines the encoding of file names.
            environment
                    .keySet()
                    .removeIf(name -> !name.equals("PATH") && !name.equals("LANG") && !name.startsWith("LC_"));
            return new InspectionProcess(scratch, builder.start());
        } catch (IOException e) {
            FileSystemUtils.deleteRecursively(scratch);
            throw e;
        }
    }

    /**
     * Sends a request and waits for the answer. After a failure the process must not be used again.
     *
     * @param killer kills the process when its time is up
     */
    InspectionAnswer ask(InspectionRequest request, Duration atMost, ScheduledExecutorService killer)
            throws InspectionFailedException {
        awaitReady(killer);
        uses++;
        try {
            return limited(atMost, killer, () -> {
                InspectionFrames.write(process.getOutputStream(), request);
                return InspectionFrames.read(process.getInputStream(), InspectionAnswer.class);
            });
        } finally {
            usedNanos = System.nanoTime();
        }
    }

    private void awaitReady(ScheduledExecutorService killer) throws InspectionFailedException {
        if (ready) {
            return;
        }
        try {
            limited(START, killer, () -> InspectionFrames.read(process.getInputStream(), InspectionAnswer.Ready.class));
            ready = true;
        } catch (InspectionFailedException e) {
            throw new InspectionFailedException(Kind.NOT_STARTED, "could not start: " + e.getMessage());
        }
    }

    @FunctionalInterface
    private interface Exchange<T> {

        T run() throws IOException;
    }

    private <T> T limited(Duration atMost, ScheduledExecutorService killer, Exchange<T> exchange)
            throws InspectionFailedException {
        ScheduledFuture<?> end = killer.schedule(this::kill, atMost.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return exchange.run();
        } catch (IOException e) {
            // A timeout that has begun can no longer be cancelled.
            throw end.cancel(false) ? failure(e) : timedOut(atMost);
        } finally {
            end.cancel(false);
        }
    }

    private static InspectionFailedException timedOut(Duration atMost) {
        return new InspectionFailedException(Kind.TIMED_OUT, "no answer within " + atMost.toSeconds() + " s");
    }

    private InspectionFailedException failure(IOException cause) {
        if (cause instanceof MalformedMessageException) {
            return new InspectionFailedException(Kind.CRASHED, "sent an invalid answer: " + cause.getMessage());
        }
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                return new InspectionFailedException(Kind.CRASHED, "closed its streams: " + cause.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new InspectionFailedException(Kind.KILLED, "interrupted while it ended");
        }
        int status = process.exitValue();
        Kind kind = switch (status) {
            case OUT_OF_MEMORY -> Kind.OUT_OF_MEMORY;
            case KILLED -> Kind.KILLED;
            default -> Kind.CRASHED;
        };
        return new InspectionFailedException(kind, "ended with status " + status + "; it wrote: " + errors.text());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean isUsed() {
        return uses > 0;
    }

    boolean isWornOut(int most) {
        return uses >= most;
    }

    boolean hasRestedFor(Duration time) {
        return System.nanoTime() - usedNanos > time.toNanos();
    }

    long pid() {
        return process.pid();
    }

    private void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        try {
            process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
            FileSystemUtils.deleteRecursively(scratch);
        } catch (IOException e) {
            log.warn("{} could not be deleted and remains", scratch, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
