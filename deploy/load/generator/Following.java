package generator;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** How long a point takes from the moment its worker reports it to each of many subscribers of its job. */
final class Following implements Measurement {

    private static final String WORKER = "followed";
    private static final int SUBSCRIBERS = 500;
    private static final int JOBS = 10;
    /** Two reports a second of each job. */
    private static final long INTERVAL_NANOS = 500_000_000;

    @Override
    public Map<String, Double> measure(int port, double scale) throws IOException, InterruptedException {
        int reports = (int) Math.max(6, 40 * scale);
        int subscribers = (int) Math.max(JOBS, SUBSCRIBERS * scale);
        Documents.submit(JOBS, port);
        List<Documents.Grant> grants = Documents.claim(WORKER, JOBS, port);
        long[][] sent = new long[JOBS][reports + 1];
        Latencies latencies = new Latencies();
        AtomicInteger received = new AtomicInteger();
        AtomicReference<IOException> failure = new AtomicReference<>();
        CountDownLatch subscribed = new CountDownLatch(subscribers);
        CountDownLatch done = new CountDownLatch(subscribers);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < subscribers; i++) {
                int job = i % JOBS;
                threads.submit(() -> {
                    try (Connection connection = new Connection(port)) {
                        BufferedReader stream = connection.follow("/api/v1/jobs/" + grants.get(job).job() + "/stream");
                        follow(stream, sent[job], subscribed, latencies, received);
                    } catch (IOException e) {
                        failure.compareAndSet(null, e);
                        subscribed.countDown();
                    } finally {
                        done.countDown();
                    }
                });
            }
            subscribed.await();
            report(grants, sent, reports, port);
            if (!done.await(30, TimeUnit.SECONDS)) {
                threads.shutdownNow();
                throw new IOException("subscribers got only " + received + " of " + subscribers * reports + " points");
            }
        }
        if (failure.get() != null) {
            throw new IOException("a subscriber failed", failure.get());
        }
        Map<String, Double> results = new LinkedHashMap<>();
        String what = subscribers + " subscribers: ";
        results.put(what + "delay p50 ms", latencies.millis(50));
        results.put(what + "delay p99 ms", latencies.millis(99));
        return results;
    }

    /** The epochs of the points must be 1, 2, 3 ...: nothing is lost, doubled or out of order. */
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
            if (line.startsWith("data:") && line.contains("\"type\":\"metrics\"")) {
                long now = System.nanoTime();
                if (!line.contains("\"epoch\":" + expected + ",")) {
                    throw new IOException("expected point " + expected + ", got " + line);
                }
                latencies.add(now - sent[expected]);
                received.incrementAndGet();
                expected++;
            }
        }
    }

    private static void report(List<Documents.Grant> grants, long[][] sent, int reports, int port)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Clients.run(JOBS, port, (job, connection) -> {
            for (int k = 1; k <= reports; k++) {
                long due = begin + k * INTERVAL_NANOS + job * INTERVAL_NANOS / JOBS;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                String report = Documents.report(WORKER, grants.get(job), k, List.of(Documents.measured(k, 3)));
                sent[job][k] = System.nanoTime();
                connection.post("/api/v1/worker/report", report).expect(200);
            }
        });
    }
}
