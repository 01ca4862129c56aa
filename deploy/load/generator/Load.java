package generator;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code Load MEASUREMENT PORT SCALE} measures a service on this machine and prints the results as one JSON object.
 * {@code deploy/load/run} starts the service and this.
 */
public final class Load {

    private static final Map<String, Measurement> MEASUREMENTS = Map.of(
            "submit", new Submitting(),
            "claims", new Claiming(),
            "points", new Reporting(),
            "stream", new Following());

    private Load() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[1]);
        double scale = Double.parseDouble(arguments[2]);
        Map<String, Double> results = MEASUREMENTS.get(arguments[0]).measure(port, scale);
        System.out.println(results.entrySet().stream()
                .map(result -> "\"%s\": %.1f".formatted(result.getKey(), result.getValue()))
                .collect(Collectors.joining(", ", "{", "}")));
    }
}
