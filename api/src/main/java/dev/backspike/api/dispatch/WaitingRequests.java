package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.LeaseRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The lease requests that wait for work in this process. A worker that shuts down ends the wait of its own, so that it
 * receives what may just have been granted to it, and can hand that back.
 */
@Component
class WaitingRequests {

    private final CurrentCaller caller;
    private final Wakeups wakeups;
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();

    WaitingRequests(CurrentCaller caller, Wakeups wakeups) {
        this.caller = caller;
        this.wakeups = wakeups;
    }

    /** Ends the waits of a worker if the request says that the worker runs nothing and takes nothing. */
    void endIfLeaving(LeaseRequest request) {
        if (request.freeSlots() > 0 || !request.held().isEmpty()) {
            return;
        }
        boolean any = false;
        for (Wait wait : waits) {
            if (wait.worker.equals(request.worker()) && wait.caller.equals(caller.name())) {
                wait.over = true;
                any = true;
            }
        }
        if (any) {
            wakeups.raise(Wakeups.QUEUE);
        }
    }

    Wait begin(LeaseRequest request) {
        Wait wait = new Wait(caller.name(), request.worker());
        waits.add(wait);
        return wait;
    }

    /** One request, until it is answered. */
    final class Wait implements AutoCloseable {

        private final String caller;
        private final WorkerName worker;
        private volatile boolean over;

        private Wait(String caller, WorkerName worker) {
            this.caller = caller;
            this.worker = worker;
        }

        boolean over() {
            return over;
        }

        @Override
        public void close() {
            waits.remove(this);
        }
    }
}
