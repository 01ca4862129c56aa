package dev.backspike.api.job;

import org.springframework.context.ApplicationContext;

/** Lets tests elsewhere do what time does: put jobs whose next try is due into the queue. */
public final class RetryClock {

    private RetryClock() {}

    public static void look(ApplicationContext service) {
        service.getBean(RetryTimer.class).look();
    }
}
