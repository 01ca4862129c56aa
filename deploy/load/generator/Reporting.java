package generator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** How many points of metric series the service stores, from workers that report as fast as it lets them. */
final class Reporting implements Measurement {

    private static final String WORKER = "reporter";
    private static final int JOBS = 8;
    private static final int SERIES = 10;
    /** What a fast training makes in the quarter of a second for which a worker gathers. */
    private static final int MEASUREMENTS = 50;

    @Override
    public Map<String, Double> measure(int port, double scale) throws IOException, InterruptedException {
        Documents.submit(JOBS, port);
        List<Documents.Grant> grants = Documents.claim(WORKER, JOBS, port);
        long[] steps = new long[JOBS];
        report(grants, steps, 2_000_000_000, port); // warms the service up
        double perSecond = report(grants, steps, (long) (10e9 * scale), port);
        Map<String, Double> results = new LinkedHashMap<>();
        results.put("metric points/s", perSecond);
        return results;
    }

    private static double report(List<Documents.Grant> grants, long[] steps, long nanos, int port)
            throws IOException, InterruptedException {
        AtomicLong points = new AtomicLong();
        long begin = System.nanoTime();
        Clients.run(JOBS, port, (number, connection) -> {
            List<String> events = new ArrayList<>(MEASUREMENTS);
            while (System.nanoTime() - begin < nanos) {
                long first = steps[number] + 1;
                events.clear();
                for (int k = 0; k < MEASUREMENTS; k++) {
                    events.add(Documents.measured(first + k, SERIES));
                }
                connection
                        .post("/api/v1/worker/report", Documents.report(WORKER, grants.get(number), first, events))
                        .expect(200);
                steps[number] += MEASUREMENTS;
                points.addAndGet(MEASUREMENTS * SERIES);
            }
        });
        return points.get() * 1e9 / (System.nanoTime() - begin);
    }
}
