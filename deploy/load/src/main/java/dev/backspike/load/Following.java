package dev.backspike.load;

import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Measures the time from a worker's report of a metric point to its arrival at each of many subscribers of the job. */
final class Following implements LoadScenario {

    private static final WorkerName WORKER = new WorkerName("followed");
    private static final int SUBSCRIBERS = 500;
    private static final int JOBS = 10;
    /** Each job reports twice a second. */
    private static final long INTERVAL_NANOS = 500_000_000;
    /** How long the last points may take to arrive. */
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    @Override
    public Map<String, Double> measure(int port, double scale) throws IOException, InterruptedException {
        int reports = (int) Math.max(12, 60 * scale);
        int subscribers = (int) Math.max(JOBS, SUBSCRIBERS * scale);
        Requests.submit(JOBS, port);
        List<AttemptId> attempts = Requests.claim(WORKER, JOBS, port);
        long[][] sent = new long[JOBS][reports + 1];
        Latencies latencies = new Latencies();
        AtomicInteger received = new AtomicInteger();
        CountDownLatch subscribed = new CountDownLatch(subscribers);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> following = new ArrayList<>();
            for (int i = 0; i < subscribers; i++) {
                int job = i % JOBS;
                following.add(threads.submit(() -> {
                    try (Connection connection = new Connection(port)) {
                        BufferedReader stream = connection.follow(
                                "/api/v1/jobs/" + attempts.get(job).jobId() + "/stream");
                        follow(stream, sent[job], subscribed, latencies, received);
                    } finally {
                        subscribed.countDown(); // one that fails first must not hold up the others
                    }
                    return null;
                }));
            }
            subscribed.await();
            report(attempts, sent, reports, port);
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            try {
                for (Future<?> one : following) {
                    one.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                }
            } catch (TimeoutException e) {
                threads.shutdownNow();
                throw new IOException(
                        "subscribers received only " + received + " of " + subscribers * reports + " points", e);
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw new IOException("a subscriber failed: " + e.getCause(), e);
            }
        }
        Map<String, Double> results = new LinkedHashMap<>();
        String what = subscribers + " subscribers: ";
        results.put(what + "delay p50 ms", latencies.millis(50));
        results.put(what + "delay p99 ms", latencies.millis(99));
        return results;
    }

    /** Checks that the epochs are 1, 2, 3 ...: no point is lost, repeated or out of order. */
    private static void follow(
            BufferedReader stream, long[] sent, CountDownLatch subscribed, Latencies latencies, AtomicInteger received)
            throws IOException {
        boolean first = true;
        for (int expected = 1; expected < sent.length; ) {
            String line = stream.readLine();
            if (line == null) {
                throw new IOException("the stream ended before point " + expected);
            }
            if (first && line.startsWith("data:")) {
                first = false;
                subscribed.countDown();
            }
            long now = System.nanoTime();
            JsonNode event =
                    line.startsWith("data:") ? Json.MAPPER.readTree(line.substring(5)) : MissingNode.getInstance();
            if (event.path("type").asString("").equals("metrics")) {
                if (event.path("epoch").asInt() != expected) {
                    throw new IOException("expected the point of epoch " + expected + " but received " + event);
                }
                if (expected > sent.length / 3) { // before that code is compiled
                    latencies.add(now - sent[expected]);
                }
                received.incrementAndGet();
                expected++;
            }
        }
    }

    private static void report(List<AttemptId> attempts, long[][] sent, int reports, int port)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Clients.run(JOBS, port, (job, connection) -> {
            for (int k = 1; k <= reports; k++) {
                long due = begin + k * INTERVAL_NANOS + job * INTERVAL_NANOS / JOBS;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                sent[job][k] = System.nanoTime();
                Requests.report(connection, WORKER, attempts.get(job), k, List.of(Requests.measured(k, 3)));
            }
        });
    }
}
