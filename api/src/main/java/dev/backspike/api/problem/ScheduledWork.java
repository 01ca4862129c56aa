package dev.backspike.api.problem;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.task.SimpleAsyncTaskSchedulerCustomizer;
import org.springframework.boot.task.ThreadPoolTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ErrorHandler;

/**
 * Logs failures of scheduled work: one line every ten seconds while the database is unavailable, since the stack traces
 * of every task would fill the disk that has just been freed; otherwise with its stack trace. The work is repeated
 * either way.
 */
@Configuration(proxyBeanMethods = false)
class ScheduledWork implements ErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(ScheduledWork.class);
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    @Bean
    SimpleAsyncTaskSchedulerCustomizer failuresOfVirtualThreads() {
        return scheduler -> scheduler.setErrorHandler(this);
    }

    @Bean
    ThreadPoolTaskSchedulerCustomizer failuresOfPlatformThreads() {
        return scheduler -> scheduler.setErrorHandler(this);
    }

    @Override
    public void handleError(Throwable failure) {
        if (!DatabaseOutage.causes(failure)) {
            log.error("scheduled work failed; it will run again", failure);
            return;
        }
        long now = System.nanoTime();
        long due = nextLine.get();
        if (now - due >= 0 && nextLine.compareAndSet(due, now + PAUSE_NANOS)) {
            log.warn("scheduled work cannot reach the database; retrying: {}", String.valueOf(failure.getMessage()));
        }
    }
}
