package dev.backspike.engine.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What an engine holds of a device, in order of making; closing lets go of it in reverse, of all whatever fails. */
final class Held implements AutoCloseable {

    private final Deque<AutoCloseable> all = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        all.push(resource);
        return resource;
    }

    /** After a failure: those of letting go are added to it. */
    void closeAfter(Throwable why) {
        RuntimeException failure = letGo();
        if (failure != null) {
            why.addSuppressed(failure);
        }
    }

    /** Throws the first failure, with the others suppressed. */
    @Override
    public void close() {
        RuntimeException failure = letGo();
        if (failure != null) {
            throw failure;
        }
    }

    private @Nullable RuntimeException letGo() {
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
