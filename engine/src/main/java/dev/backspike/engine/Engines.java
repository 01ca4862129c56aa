package dev.backspike.engine;

import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.ResourcesSpec.Device;
import dev.backspike.engine.network.Network;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry of engines: finds them through {@link EngineProvider} and {@link AcceleratorProvider}. */
public final class Engines implements EngineFactory {

    private static final Logger log = LoggerFactory.getLogger(Engines.class);
    private static final String CUDA = "cuda";
    private static final Map<String, EngineProvider> PROVIDERS =
            ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .collect(Collectors.toUnmodifiableMap(EngineProvider::name, Function.identity()));

    private final @Nullable Accelerator cuda;
    private final DeviceRequest request;

    private Engines(@Nullable Accelerator cuda, DeviceRequest request) {
        this.cuda = cuda;
        this.request = request;
    }

    /** The engines of a machine without CUDA devices, or one whose devices are not to be used. */
    public static Engines withoutCuda() {
        return new Engines(null, DeviceRequest.of(Device.AUTO));
    }

    /** All that this machine can run: CUDA if it works, as {@link #offering} finds out. */
    public static Engines ofThisMachine() {
        return offering(Device.AUTO, 0);
    }

    /**
     * The engines that a worker offers. {@code cpu} leaves the driver alone. {@code auto} means CUDA if it works: if no
     * device does, for whatever reason, a warning names the remedy and the CPU computes.
     *
     * @param slots attempts that the worker runs at a time; 0 for one on each device
     * @throws DeviceException if the device is {@code cuda}, and no device works; the message names the remedy
     */
    public static Engines offering(Device device, int slots) {
        return switch (device) {
            case CPU -> withoutCuda();
            case CUDA -> new Engines(cuda(slots), DeviceRequest.of(Device.AUTO));
            case AUTO -> {
                try {
                    yield new Engines(cuda(slots), DeviceRequest.of(Device.AUTO));
                } catch (NoCudaDriverException e) {
                    // A machine that was never meant to compute on a GPU.
                    log.info("No CUDA device is used: {}", e.getMessage());
                    yield withoutCuda();
                } catch (DeviceException e) {
                    log.warn("The CPU is used, since CUDA does not work here: {}", e.getMessage());
                    log.debug("CUDA does not work", e);
                    yield withoutCuda();
                }
            }
        };
    }

    /** The number of CUDA devices that this process sees and that a worker of a device may use; 0 if there is none. */
    public static int cudaDevices(Device device) {
        if (device == Device.CPU) {
            return 0;
        }
        try {
            return cuda().count();
        } catch (DeviceException e) {
            log.debug("no CUDA device is counted", e);
            return 0;
        }
    }

    private static Accelerator cuda(int slots) {
        return cuda().open(slots);
    }

    private static AcceleratorProvider cuda() {
        return ServiceLoader.load(AcceleratorProvider.class, Engines.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(CUDA))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the engine for CUDA is not on the class path"));
    }

    @Override
    public String device() {
        return cuda == null ? "cpu" : CUDA;
    }

    @Override
    public List<Gpu> gpus() {
        return cuda == null ? List.of() : cuda.gpus();
    }

    @Override
    public EngineFactory on(DeviceRequest other) {
        return new Engines(cuda, other);
    }

    /**
     * The engine for a solver; the caller closes it.
     *
     * @throws UnsupportedNetworkException if the engine cannot run the network
     * @throws DeviceException if the device that was asked for is missing or fails
     */
    @Override
    public Engine create(EngineOptions options, Solver solver) {
        EngineLimits.requireOn(request.device(), options.network(), solver);
        return switch (solver) {
            case EVENT -> exact(options);
            case CLOCK -> options.network().hasEquations() ? onHost("stepped-equations", options) : stepped(options);
        };
    }

    private Engine stepped(EngineOptions options) {
        return switch (request.device()) {
            case CPU -> onHost("cpu", options);
            case CUDA -> required().create(options);
            case AUTO -> best(options);
        };
    }

    private static Engine exact(EngineOptions options) {
        return onHost(options.network().hasEquations() ? "equations" : "event", options);
    }

    private Accelerator required() {
        if (cuda == null) {
            throw new MissingCudaException("the device cuda is requested, but this process does not use one");
        }
        return cuda;
    }

    /** CUDA if it works. After the loss of a device, the process has to end; another then runs the job. */
    private Engine best(EngineOptions options) {
        if (cuda == null) {
            return onHost("cpu", options);
        }
        try {
            return cuda.create(options);
        } catch (UnsupportedNetworkException e) {
            log.info("The CPU runs what CUDA does not: {}", e.getMessage());
            request.fallback().accept("the engine for CUDA does not run its network: " + e.getMessage());
        } catch (DeviceLostException e) {
            throw e;
        } catch (DeviceException e) {
            if (request.replicas() > 1) {
                throw e;
            }
            log.warn("The CPU runs a job of device auto, since CUDA does not work: {}", e.getMessage());
            request.fallback().accept("CUDA does not work: " + e.getMessage());
        }
        return onHost("cpu", options);
    }

    /** What the engines of a solver do not run of a network. */
    static List<SpecError> exceededBy(Network network, Solver solver) {
        return PROVIDERS.values().stream()
                .filter(provider -> provider.solver() == solver)
                .flatMap(provider -> provider.exceededBy(network).stream())
                .toList();
    }

    private static Engine onHost(String name, EngineOptions options) {
        EngineProvider provider = PROVIDERS.get(name);
        if (provider == null) {
            throw new IllegalStateException("no engine is registered under the name " + name
                    + "; found on the class path: " + PROVIDERS.keySet());
        }
        return provider.create(options);
    }
}
