package generator;

import java.io.IOException;
import java.util.Map;

/** Something to measure on a running service. */
interface Measurement {

    /**
     * @param scale 1 for the whole, less for a look whether it works
     * @return what came out, by name
     * @throws IOException if the service refuses, fails, or does what it must not
     */
    Map<String, Double> measure(int port, double scale) throws IOException, InterruptedException;
}
