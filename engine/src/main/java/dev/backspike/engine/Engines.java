package dev.backspike.engine;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.ResourcesSpec.Device;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry of engines: finds them through {@link EngineProvider}.
 *
 * @param cuda whether AUTO may take a CUDA device
 * @param asked the device that a job asks for
 */
public record Engines(boolean cuda, Device asked) implements EngineFactory {

    private static final Logger log = LoggerFactory.getLogger(Engines.class);
    private static final Map<String, EngineProvider> PROVIDERS =
            ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .collect(Collectors.toUnmodifiableMap(EngineProvider::name, Function.identity()));

    /** The engines of a machine without CUDA devices, or one whose devices are not to be used. */
    public static Engines withoutCuda() {
        return new Engines(false, Device.AUTO);
    }

    /** All that this machine can run: looks for CUDA devices. */
    public static Engines ofThisMachine() {
        return new Engines(provider("cuda").available(), Device.AUTO);
    }

    /**
     * The engines that a worker offers.
     *
     * @throws MissingCudaException if that is CUDA, and this machine has no device
     */
    public static Engines offering(Device device) {
        Engines engines = device == Device.CPU ? withoutCuda() : ofThisMachine();
        if (device == Device.CUDA && !engines.cuda()) {
            throw new MissingCudaException(
                    "backspike.worker.device is cuda, but the CUDA driver of this machine, if there is one, reports no"
                            + " device; install the driver, or set the property to auto or cpu");
        }
        return engines;
    }

    @Override
    public String device() {
        return cuda ? "cuda" : "cpu";
    }

    @Override
    public EngineFactory on(Device other) {
        return new Engines(cuda, other);
    }

    /**
     * The engine for a solver; the caller closes it.
     *
     * @throws UnsupportedNetworkException if the engine cannot run the network
     */
    @Override
    public Engine create(EngineOptions options, Solver solver) {
        return switch (solver) {
            case EVENT -> exact(options);
            case CLOCK ->
                switch (asked) {
                    case CPU -> provider("cpu").create(options);
                    case CUDA -> provider("cuda").create(options);
                    case AUTO -> cuda ? best(options) : provider("cpu").create(options);
                };
        };
    }

    private Engine exact(EngineOptions options) {
        if (asked == Device.CUDA) {
            throw new UnsupportedNetworkException(
                    "/resources/device is cuda, which runs the clock solver only; take cpu or auto");
        }
        return provider(options.network().hasEquations() ? "equations" : "event")
                .create(options);
    }

    /** Layers that are too large for a block of the device, the CPU runs. */
    private static Engine best(EngineOptions options) {
        try {
            return provider("cuda").create(options);
        } catch (UnsupportedNetworkException e) {
            log.info("the CPU runs what CUDA does not: {}", e.getMessage());
            return provider("cpu").create(options);
        }
    }

    private static EngineProvider provider(String name) {
        EngineProvider provider = PROVIDERS.get(name);
        if (provider == null) {
            throw new IllegalStateException("no engine is registered under the name " + name
                    + "; found on the class path: " + PROVIDERS.keySet());
        }
        return provider;
    }
}
