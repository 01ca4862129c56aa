package generator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many clients at once, each a virtual thread with a connection of its own. */
final class Clients {

    private Clients() {}

    interface Client {

        void run(int number, Connection connection) throws IOException, InterruptedException;
    }

    /** Returns when all have come to their end; if one fails, so does this. */
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
