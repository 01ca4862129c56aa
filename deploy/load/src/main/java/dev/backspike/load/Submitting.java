package dev.backspike.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long a submission takes, in two ways. Paced clients submit at fixed times, whether or not the service
 * keeps up; the latency of a request that is sent late counts from when it was due. Busy clients submit without a
 * pause, which shows the throughput of the service; their latencies follow from the number of clients.
 */
final class Submitting implements LoadScenario {

    private static final int CLIENTS = 32;
    private static final long INTERVAL_NANOS = 320_000_000;

    @Override
    public Map<String, Double> measure(int port, double scale) throws IOException, InterruptedException {
        Requests.submit((int) (5000 * scale), port); // warms the service up
        Latencies paced = paced((int) (50 * scale), port);
        Latencies busy = new Latencies();
        double perSecond = busy((int) (3000 * scale), busy, port);
        Map<String, Double> results = new LinkedHashMap<>();
        results.put("submit, 32 clients, 100/s: p50 ms", paced.millis(50));
        results.put("submit, 32 clients, 100/s: p99 ms", paced.millis(99));
        results.put("submit, 32 clients without a pause: jobs/s", perSecond);
        results.put("submit, 32 clients without a pause: p50 ms", busy.millis(50));
        results.put("submit, 32 clients without a pause: p99 ms", busy.millis(99));
        return results;
    }

    private static Latencies paced(int jobsEach, int port) throws IOException, InterruptedException {
        Latencies latencies = new Latencies();
        long begin = System.nanoTime() + 200_000_000;
        Clients.run(CLIENTS, port, (number, connection) -> {
            for (int k = 0; k < jobsEach; k++) {
                long due = begin + k * INTERVAL_NANOS + number * INTERVAL_NANOS / CLIENTS;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                Requests.submit(connection, "paced-" + number);
                latencies.add(System.nanoTime() - due);
            }
        });
        return latencies;
    }

    private static double busy(int jobs, Latencies latencies, int port) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        long begin = System.nanoTime();
        Clients.run(CLIENTS, port, (number, connection) -> {
            while (next.getAndIncrement() < jobs) {
                long start = System.nanoTime();
                Requests.submit(connection, "busy-" + number);
                latencies.add(System.nanoTime() - start);
            }
        });
        return jobs * 1e9 / (System.nanoTime() - begin);
    }
}
