package dev.backspike.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Concurrent clients, each a virtual thread with its own connection. */
final class Clients {

    private Clients() {}

    interface Client {

        void run(int number, Connection connection) throws IOException, InterruptedException;
    }

    /**
     * Returns when all clients have ended.
     *
     * @throws IOException if one fails; the others are interrupted
     */
    static void run(int count, int port, Client client) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    try (Connection connection = new Connection(port)) {
                        client.run(number, connection);
                    }
                    return null;
                }));
            }
            try {
                for (Future<?> one : running) {
                    one.get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw new IOException("a client failed: " + e.getCause(), e);
            }
        }
    }
}
