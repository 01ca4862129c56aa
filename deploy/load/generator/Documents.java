package generator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clients and workers send, and what of the answers matters here. */
final class Documents {

    private static final Pattern GRANTED =
            Pattern.compile("\"attempt\":\\{\"jobId\":\"(?<job>[^\"]+)\",\"number\":(?<number>\\d+)}");

    private Documents() {}

    /** @param json the attempt as the protocol writes it */
    record Grant(String job, String json) {}

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

    static void submit(int jobs, int port) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Clients.run(8, port, (_, connection) -> {
            for (int k = next.getAndIncrement(); k < jobs; k = next.getAndIncrement()) {
                connection.post("/api/v1/jobs", job("load-" + k)).expect(201);
            }
        });
    }

    /** Takes jobs from the head of the queue, which must hold that many. */
    static List<Grant> claim(String worker, int count, int port) throws IOException, InterruptedException {
        ConcurrentLinkedQueue<Grant> grants = new ConcurrentLinkedQueue<>();
        Clients.run(1, port, (_, connection) -> {
            while (grants.size() < count) {
                List<Grant> some = lease(connection, worker, count - grants.size());
                if (some.isEmpty()) {
                    throw new IOException("there are only " + grants.size() + " of " + count + " jobs in the queue");
                }
                grants.addAll(some);
            }
        });
        return List.copyOf(grants);
    }

    static List<Grant> lease(Connection connection, String worker, int slots) throws IOException {
        String body = connection
                .post("/api/v1/worker/lease", """
                        {"worker":"%s","device":"cpu","threads":1,"freeSlots":%d,"held":[],"waitMillis":0}"""
                        .formatted(worker, slots))
                .expect(200)
                .body();
        List<Grant> grants = new ArrayList<>();
        Matcher granted = GRANTED.matcher(body);
        while (granted.find()) {
            grants.add(new Grant(
                    granted.group("job"),
                    "{\"jobId\":\"%s\",\"number\":%s}".formatted(granted.group("job"), granted.group("number"))));
        }
        return grants;
    }

    /** @param events the worker's, as the protocol writes them, without the field {@code at} of each */
    static String report(String worker, Grant grant, long firstSequence, List<String> events) {
        StringBuilder json = new StringBuilder();
        json.append("{\"worker\":\"%s\",\"attempt\":%s,\"events\":[".formatted(worker, grant.json));
        for (int i = 0; i < events.size(); i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"sequence\":%d,\"at\":\"2026-01-01T00:00:00Z\",\"event\":".formatted(firstSequence + i))
                    .append(events.get(i))
                    .append('}');
        }
        return json.append("]}").toString();
    }

    static String measured(long step, int series) {
        StringBuilder json = new StringBuilder();
        json.append("{\"type\":\"measured\",\"epoch\":%d,\"step\":%d,\"values\":{".formatted(step, step));
        for (int k = 0; k < series; k++) {
            json.append(k == 0 ? "" : ",").append("\"train.series%d\":0.%d".formatted(k, 1000 + step % 1000));
        }
        return json.append("}}").toString();
    }
}
