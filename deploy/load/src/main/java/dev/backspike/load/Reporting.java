package dev.backspike.load;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Measures how many metric points per second the service stores when workers report without a pause. */
final class Reporting implements LoadScenario {

    private static final WorkerName WORKER = new WorkerName("reporter");
    private static final int JOBS = 8;
    private static final int SERIES = 10;
    /**
     * The measurements that a fast training produces in the quarter of a second for which a worker batches its events.
     */
    private static final int MEASUREMENTS = 50;

    @Override
    public Map<String, Double> measure(int port, double scale) throws IOException, InterruptedException {
        Requests.submit(JOBS, port);
        List<AttemptId> attempts = Requests.claim(WORKER, JOBS, port);
        int[] steps = new int[JOBS];
        report(attempts, steps, 2_000_000_000, port); // warms the service up
        double perSecond = report(attempts, steps, (long) (10e9 * scale), port);
        Map<String, Double> results = new LinkedHashMap<>();
        results.put("metric points/s", perSecond);
        return results;
    }

    private static double report(List<AttemptId> attempts, int[] steps, long nanos, int port)
            throws IOException, InterruptedException {
        AtomicLong points = new AtomicLong();
        long begin = System.nanoTime();
        Clients.run(JOBS, port, (number, connection) -> {
            List<AttemptEvent> events = new ArrayList<>(MEASUREMENTS);
            while (System.nanoTime() - begin < nanos) {
                int first = steps[number] + 1;
                events.clear();
                for (int k = 0; k < MEASUREMENTS; k++) {
                    events.add(Requests.measured(first + k, SERIES));
                }
                Requests.report(connection, WORKER, attempts.get(number), first, events);
                steps[number] += MEASUREMENTS;
                points.addAndGet(MEASUREMENTS * SERIES);
            }
        });
        return points.get() * 1e9 / (System.nanoTime() - begin);
    }
}
