package dev.backspike.api.localworker;

import dev.backspike.api.dispatch.EndOfWorker;
import dev.backspike.api.dispatch.EndedWorkers;
import dev.backspike.api.security.LocalWorkerToken;
import dev.backspike.common.id.WorkerName;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps the worker's process running. The process starts in parallel with the service, receives the address of the
 * service once that listens, and is restarted with increasing backoff after an unrequested end. This bean starts last
 * and stops first, so that the worker can hand back its attempts.
 */
final class LocalWorker implements SmartLifecycle, DisposableBean, ApplicationListener<WebServerInitializedEvent> {

    private static final Logger log = LoggerFactory.getLogger(LocalWorker.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** A process that lived this long had started successfully. */
    private static final Duration LONG_LIFE = Duration.ofMinutes(1);
    /** Time for the worker to store checkpoints and hand its attempts back. */
    private static final Duration GRACE = Duration.ofSeconds(12);
    /** Time for a killed process to disappear. */
    private static final Duration END = Duration.ofSeconds(5);

    private final WorkerCommand command;
    private final WorkerSettings settings;
    private final WorkerMeters meters;
    private final ServiceAddress address;
    private final LocalWorkerToken token;
    private final EndedWorkers ended;
    private @Nullable URI url;
    private @Nullable WorkerChild child;
    private boolean running;
    private boolean stopping;

    /** Starts the first process. */
    LocalWorker(
            WorkerCommand command,
            WorkerSettings settings,
            WorkerMeters meters,
            ServiceAddress address,
            LocalWorkerToken token,
            EndedWorkers ended) {
        this.command = command;
        this.settings = settings;
        this.meters = meters;
        this.address = address;
        this.token = token;
        this.ended = ended;
        Thread.ofPlatform().daemon().name("local-worker").start(this::supervise);
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        // A separate management server has a namespace.
        if (event.getApplicationContext().getServerNamespace() == null) {
            synchronized (this) {
                url = address.url(event.getWebServer().getPort());
                notifyAll();
            }
        }
    }

    private void supervise() {
        Duration pause = FIRST_PAUSE;
        while (!isStopping()) {
            long began = System.nanoTime();
            try {
                runOnce();
            } catch (IOException e) {
                log.error("the worker's process could not be started", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.error("the end of the worker's process could not be recorded; its leases will expire", e);
            }
            boolean lived = System.nanoTime() - began > LONG_LIFE.toNanos();
            pause = lived ? FIRST_PAUSE : pause;
            if (!pause(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void runOnce() throws IOException, InterruptedException {
        WorkerChild started = WorkerChild.start(command, settings, meters);
        if (!adopt(started)) {
            started.kill(END);
            return;
        }
        URI service = awaitService();
        if (service != null) {
            started.work(service, token.secret());
        }
        int status = started.awaitEnd();
        if (isStopping()) {
            return;
        }
        EndOfWorker end = EndOfWorker.of(status);
        log.error("the worker {} {}", started.name(), end.message());
        ended.failAttempts(new WorkerName(started.name()), end);
    }

    /** @return false if the service is stopping */
    private synchronized boolean adopt(WorkerChild started) {
        child = started;
        return !stopping;
    }

    /** Waits for the address of the service; null if the service stops before it listens. */
    private synchronized @Nullable URI awaitService() throws InterruptedException {
        while (url == null && !stopping) {
            wait();
        }
        return stopping ? null : url;
    }

    /** @return false if the service is stopping */
    private synchronized boolean pause(Duration time) {
        try {
            if (!stopping) {
                TimeUnit.NANOSECONDS.timedWait(this, time.toNanos());
            }
            return !stopping;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    @Override
    public synchronized void start() {
        running = true;
    }

    @Override
    public void stop() {
        end(GRACE);
    }

    /** Ends the process also if the service fails to start, in which case {@code stop} is not called. */
    @Override
    public void destroy() {
        end(Duration.ZERO);
    }

    private void end(Duration grace) {
        WorkerChild last;
        synchronized (this) {
            running = false;
            stopping = true;
            last = child;
            child = null;
            notifyAll();
        }
        if (last != null) {
            last.stop(grace);
            last.kill(END);
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
