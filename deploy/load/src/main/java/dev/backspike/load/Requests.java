package dev.backspike.load;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.ReportResponse;
import dev.backspike.common.protocol.SequencedEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests of clients and of simulated workers. */
final class Requests {

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private Requests() {}

    /** A valid job specification; no worker trains it. */
    static String job(String name) {
        return """
                {"name": "%s", "labels": {"purpose": "load"}, "dataset": {"type": "yin-yang"},
                 "network": {"duration": 60, "solver": "event",
                   "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 200},
                                   "output": {"neuron": "lif"}},
                   "connections": [
                     {"from": "input", "to": "hidden", "tauSyn": 5, "weight": {"normal": {"mean": 1.5, "sd": 0.78}}},
                     {"from": "hidden", "to": "output", "tauSyn": 5, "weight": {"normal": {"mean": 0.93, "sd": 0.1}}}]},
                 "training": {"epochs": 100, "batchSize": 32, "seed": 1, "loss": "first-spike", "optimiser": "adam"}}
                """.formatted(name);
    }

    static void submit(Connection connection, String name) throws IOException {
        connection.post("/api/v1/jobs", job(name)).expect(201);
    }

    /** Submits jobs from eight clients at a time. */
    static void submit(int jobs, int port) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Clients.run(8, port, (_, connection) -> {
            for (int k = next.getAndIncrement(); k < jobs; k = next.getAndIncrement()) {
                submit(connection, "load-" + k);
            }
        });
    }

    /**
     * Leases jobs from the head of the queue.
     *
     * @throws IOException if the queue holds fewer
     */
    static List<AttemptId> claim(WorkerName worker, int count, int port) throws IOException, InterruptedException {
        ConcurrentLinkedQueue<AttemptId> attempts = new ConcurrentLinkedQueue<>();
        Clients.run(1, port, (_, connection) -> {
            while (attempts.size() < count) {
                List<AttemptId> leased = lease(connection, worker, count - attempts.size());
                if (leased.isEmpty()) {
                    throw new IOException("the queue holds only " + attempts.size() + " of " + count + " jobs");
                }
                attempts.addAll(leased);
            }
        });
        return List.copyOf(attempts);
    }

    /** One lease request of a worker that holds nothing yet and does not wait. */
    static List<AttemptId> lease(Connection connection, WorkerName worker, int freeSlots) throws IOException {
        return connection
                .post("/api/v1/worker/lease", new LeaseRequest(worker, "cpu", 1, freeSlots, List.of(), 0))
                .expect(200)
                .read(LeaseResponse.class)
                .grants()
                .stream()
                .map(Grant::attempt)
                .toList();
    }

    /**
     * Reports events in order.
     *
     * @param firstSequence sequence number of the first event
     * @throws IOException if the service does not acknowledge all of them
     */
    static void report(
            Connection connection, WorkerName worker, AttemptId attempt, long firstSequence, List<AttemptEvent> events)
            throws IOException {
        List<SequencedEvent> sequenced = new ArrayList<>(events.size());
        for (AttemptEvent event : events) {
            sequenced.add(new SequencedEvent(firstSequence + sequenced.size(), TIME, event));
        }
        ReportResponse response = connection
                .post("/api/v1/worker/report", new Report(worker, attempt, sequenced))
                .expect(200)
                .read(ReportResponse.class);
        long last = firstSequence + events.size() - 1;
        if (response.acknowledged() != last) {
            throw new IOException(
                    "events up to " + last + " were reported, but the service acknowledged " + response.acknowledged());
        }
    }

    /** One point of each series, {@code train.series0} and so on; the epoch and the step are the same number. */
    static AttemptEvent measured(int step, int series) {
        Map<String, Double> values = new HashMap<>();
        for (int k = 0; k < series; k++) {
            values.put("train.series" + k, 0.1 + step % 1000 / 10_000.0);
        }
        return new AttemptEvent.Measured(step, step, values);
    }
}
