package dev.backspike.load;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code Load MEASUREMENT PORT SCALE} measures a service on this machine and prints the results as one JSON object.
 * {@code deploy/load/run} starts the service and this program.
 */
public final class Load {

    private static final Map<String, Measurement> MEASUREMENTS = new TreeMap<>(Map.of(
            "submit", new Submitting(),
            "claims", new Claiming(),
            "points", new Reporting(),
            "stream", new Following()));

    private Load() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Measurement measurement = arguments.length == 3 ? MEASUREMENTS.get(arguments[0]) : null;
        if (measurement == null) {
            System.err.println("usage: Load MEASUREMENT PORT SCALE, where MEASUREMENT is one of "
                    + String.join(", ", MEASUREMENTS.keySet()));
            System.exit(2);
            return;
        }
        int port = Integer.parseInt(arguments[1]);
        double scale = Double.parseDouble(arguments[2]);
        System.out.println(Json.MAPPER.writeValueAsString(measurement.measure(port, scale)));
    }
}
