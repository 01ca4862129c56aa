package dev.backspike.load;

import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures how many jobs per second workers lease from a long queue: one per request, then sixteen. No job may be
 * leased twice.
 */
final class Claiming implements LoadScenario {

    private static final int WORKERS = 8;
    private static final int QUEUED = 10_000;

    @Override
    public Map<String, Double> measure(int port, double scale) throws IOException, InterruptedException {
        int queued = (int) (QUEUED * scale);
        Requests.submit(queued, port);
        Set<JobId> claimed = ConcurrentHashMap.newKeySet();
        claim(queued / 10, 1, claimed, port); // warms the service up
        Map<String, Double> results = new LinkedHashMap<>();
        results.put("claims/s, one at a time", claim(queued / 2, 1, claimed, port));
        results.put("claims/s, 16 at a time", claim(queued * 2 / 5, 16, claimed, port));
        return results;
    }

    private static double claim(int jobs, int slots, Set<JobId> claimed, int port)
            throws IOException, InterruptedException {
        AtomicInteger left = new AtomicInteger(jobs / slots);
        AtomicInteger got = new AtomicInteger();
        long begin = System.nanoTime();
        Clients.run(WORKERS, port, (number, connection) -> {
            while (left.getAndDecrement() > 0) {
                for (AttemptId attempt : Requests.lease(connection, new WorkerName("worker-" + number), slots)) {
                    got.incrementAndGet();
                    if (!claimed.add(attempt.jobId())) {
                        throw new IOException("job " + attempt.jobId() + " was leased twice");
                    }
                }
            }
        });
        return got.get() * 1e9 / (System.nanoTime() - begin);
    }
}
