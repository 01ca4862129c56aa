package dev.backspike.engine.cuda;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.ResourcesSpec.Device;
import dev.backspike.engine.Batch;
import dev.backspike.engine.DeviceException;
import dev.backspike.engine.DeviceLostException;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.Engines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * A program that uses the machine's CUDA devices, for tests after which a process cannot use them any more, or in which
 * it has other libraries.
 */
final class KernelProgram {

    private KernelProgram() {}

    /** What the program prints in a process with the software device, its log included. */
    static String outputOf(String words, String... arguments) throws IOException {
        return output(SoftwareDevice.process(words, command(arguments)));
    }

    /** Likewise, with the libraries of a folder only. */
    static String outputOf(Path libraries, String... arguments) throws IOException {
        return output(SoftwareDevice.process(libraries, "", command(arguments)));
    }

    static String output(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    static String[] command(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = KernelProgram.class.getName();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return all;
    }

    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "kernel" -> kernel(arguments[1]);
            case "offer" -> offer(Device.valueOf(arguments[1]));
            case "train" -> train();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Runs a kernel with a statement. */
    private static void kernel(String statement) {
        SoftwareDeviceTest.run(
                "extern \"C\" __global__ void k(float* x) { extern __shared__ float s[]; " + statement + " }");
    }

    /** Prints which device a worker announces. */
    private static void offer(Device device) {
        try {
            Engines engines = Engines.offering(device, 0);
            System.out.println("device=" + engines.device() + " gpus="
                    + engines.gpus().stream()
                            .map(g -> String.valueOf(g.index()))
                            .collect(Collectors.joining(",")));
            try (Engine engine = engines.create(options(), Solver.CLOCK)) {
                System.out.println("engine=" + engine.name());
            }
        } catch (DeviceException e) {
            System.out.println("refused=" + e.getMessage());
        }
    }

    /** Trains with an engine until a kernel fails, and then tries every way to continue. */
    private static void train() {
        Engine engine = CudaEngine.create(options(), SoftwareDevice.settings());
        Batch batch = Graph.randomSpikes(6, 13, 3, 40, 60, 5);
        try {
            for (int step = 0; step < 5; step++) {
                engine.backward(engine.forward(batch).counts());
                engine.optimise(1e-3, batch.size());
            }
            System.out.println("no failure");
        } catch (DeviceLostException e) {
            System.out.println("lost=" + e.getMessage());
        }
        tell("state", engine::state);
        tell("close", engine::close);
        tell("create", () -> CudaEngine.create(options(), SoftwareDevice.settings()));
    }

    private static void tell(String what, Runnable attempt) {
        try {
            attempt.run();
            System.out.println(what + " works");
        } catch (DeviceLostException e) {
            System.out.println(what + " fails: " + e.getMessage());
        }
    }

    static EngineOptions options() {
        LossSpec loss = new LossSpec.SumVoltage();
        return Graph.tangled(1, loss).options(loss);
    }
}
