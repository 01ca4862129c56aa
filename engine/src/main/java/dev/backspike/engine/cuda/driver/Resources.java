package dev.backspike.engine.cuda.driver;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The resources of an owner, in the order of their creation; closing closes all of them in reverse, whatever fails. */
public final class Resources implements AutoCloseable {

    private final Deque<AutoCloseable> all = new ArrayDeque<>();

    public <T extends AutoCloseable> T add(T resource) {
        all.push(resource);
        return resource;
    }

    /** Closes all after a failure, to which further failures are added as suppressed ones. */
    public void closeAfter(Throwable why) {
        RuntimeException failure = closeAll();
        if (failure != null) {
            why.addSuppressed(failure);
        }
    }

    /** Throws the first failure, with the others suppressed. */
    @Override
    public void close() {
        RuntimeException failure = closeAll();
        if (failure != null) {
            throw failure;
        }
    }

    private @Nullable RuntimeException closeAll() {
        RuntimeException first = null;
        while (!all.isEmpty()) {
            try {
                all.pop().close();
            } catch (Exception e) {
                RuntimeException failure = e instanceof RuntimeException r ? r : new IllegalStateException(e);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        return first;
    }
}
