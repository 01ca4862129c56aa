package dev.backspike.load;

import java.io.IOException;
import java.util.Map;

/** A load put on a running service to measure it. */
interface LoadScenario {

    /**
     * @param port of the service, on the loopback interface
     * @param scale 1 for the full load, less for a short check that the measurement works
     * @return results by name
     * @throws IOException if the service cannot be reached, refuses a request or breaks a guarantee
     */
    Map<String, Double> measure(int port, double scale) throws IOException, InterruptedException;
}
