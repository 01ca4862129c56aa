package dev.backspike.api.inspection;

import dev.backspike.api.inspection.InspectionFailedException.Kind;
import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs inspections in child processes. One process is kept ready; more are kept while they are in use. A process is
 * discarded after any failure.
 */
final class ProcessInspections implements Inspections {

    private static final Logger log = LoggerFactory.getLogger(ProcessInspections.class);
    /** Idle time after which a used process is replaced by a fresh one, which releases its memory. */
    private static final Duration REST = Duration.ofMinutes(1);

    private final ChildCommand command;
    private final Duration timeout;
    private final int uses;
    private final InspectionThreads threads;
    /** Starts processes, kills those that exceed their time, and replaces idle ones. */
    private final ScheduledExecutorService keeper = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("inspection-keeper-", 0).factory());

    private final ScheduledFuture<?> tidying;
    private final CompletableFuture<Confinement> confinement;
    private final Deque<InspectionProcess> idle = new ArrayDeque<>();
    private boolean closed;

    /** @param confinement is found in the background */
    ProcessInspections(
            ChildCommand command,
            InspectionProperties properties,
            InspectionThreads threads,
            Supplier<Confinement> confinement) {
        this.command = command;
        this.timeout = properties.timeout();
        this.uses = properties.uses();
        this.threads = threads;
        this.confinement = CompletableFuture.supplyAsync(confinement, keeper);
        keeper.execute(this::keepOneReady);
        tidying = keeper.scheduleWithFixedDelay(this::tidy, REST.toSeconds(), REST.toSeconds() / 4, TimeUnit.SECONDS);
    }

    @Override
    public InspectionAnswer ask(InspectionRequest request) throws InspectionFailedException {
        return threads.call(() -> answer(request));
    }

    private InspectionAnswer answer(InspectionRequest request) throws InspectionFailedException {
        InspectionProcess process = take();
        boolean kept = false;
        try {
            InspectionAnswer answer = process.ask(request, timeout, keeper);
            kept = !process.isWornOut(uses) && !(answer instanceof InspectionAnswer.OutOfMemory) && giveBack(process);
            return answer;
        } catch (InspectionFailedException e) {
            log.warn("inspection process {} {}", process.pid(), e.getMessage());
            throw e;
        } finally {
            if (!kept) {
                process.close();
                keeper.execute(this::keepOneReady);
            }
        }
    }

    private InspectionProcess take() throws InspectionFailedException {
        InspectionProcess ready = takeIdle();
        while (ready != null && !ready.isAlive()) {
            ready.close();
            ready = takeIdle();
        }
        return ready == null ? start() : ready;
    }

    private synchronized @Nullable InspectionProcess takeIdle() {
        return idle.pollFirst();
    }

    /** @return false if the process is no longer needed */
    private synchronized boolean giveBack(InspectionProcess process) {
        if (!closed) {
            idle.addFirst(process);
        }
        return !closed;
    }

    private InspectionProcess start() throws InspectionFailedException {
        try {
            return InspectionProcess.start(command, confinement.join());
        } catch (IOException e) {
            throw new InspectionFailedException(Kind.NOT_STARTED, String.valueOf(e.getMessage()));
        }
    }

    private void keepOneReady() {
        synchronized (this) {
            if (closed || !idle.isEmpty()) {
                return;
            }
        }
        try {
            InspectionProcess process = start();
            if (!giveBack(process)) {
                process.close();
            }
        } catch (InspectionFailedException e) {
            log.warn("the next inspection has to start a process first: {}", e.getMessage());
        }
    }

    private void tidy() {
        List<InspectionProcess> rested = new ArrayList<>();
        synchronized (this) {
            idle.removeIf(process -> process.isUsed() && process.hasRestedFor(REST) && rested.add(process));
        }
        rested.forEach(InspectionProcess::close);
        keepOneReady();
    }

    @Override
    public void close() {
        List<InspectionProcess> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(idle);
            idle.clear();
        }
        tidying.cancel(false);
        threads.close();
        left.forEach(InspectionProcess::close);
        keeper.shutdownNow();
    }
}
