package dev.backspike.load;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code Load SCENARIO PORT SCALE} measures a service on this machine and prints the results as one JSON object.
 * {@code deploy/load/run} starts the service and this program.
 */
public final class Load {

    private static final Map<String, LoadScenario> SCENARIOS = new TreeMap<>(Map.of(
            "submit", new Submitting(),
            "claims", new Claiming(),
            "points", new Reporting(),
            "stream", new Following()));

    private Load() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        LoadScenario scenario = arguments.length == 3 ? SCENARIOS.get(arguments[0]) : null;
        if (scenario == null) {
            System.err.println("usage: Load SCENARIO PORT SCALE, where SCENARIO is one of "
                    + String.join(", ", SCENARIOS.keySet()));
            System.exit(2);
            return;
        }
        int port = Integer.parseInt(arguments[1]);
        double scale = Double.parseDouble(arguments[2]);
        System.out.println(Json.MAPPER.writeValueAsString(scenario.measure(port, scale)));
    }
}
