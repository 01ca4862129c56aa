package dev.backspike.engine.cuda;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.engine.cuda.driver.Argument;
import dev.backspike.engine.cuda.driver.CompiledKernels;
import dev.backspike.engine.cuda.driver.CudaStream;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.driver.DeviceArray;
import dev.backspike.engine.cuda.driver.Kernel;
import dev.backspike.engine.cuda.source.KernelSource;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.plan.OptimiserStep;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes all learnt parameters by their gradients, element by element, on the device: clips the norm of all gradients
 * together, takes the {@link OptimiserStep} and keeps each value within its parameter's bounds. Paddings have gradient
 * 0.
 */
final class Optimiser implements AutoCloseable {

    /** Elements whose squares are summed together; part of the results. */
    private static final int CHUNK = 1 << 15;

    private final OptimiserSpec spec;
    private final @Nullable Double clipNorm;
    /** Any parameter of weights: the kernel knows how the others differ. */
    private final Parameter weight;

    private final int size;
    private final Parameters parameters;
    private final Kernel squares;
    private final Kernel clip;
    private final Kernel step;
    private final DeviceArray partial;
    private final DeviceArray factor;
    /** Names of {@link #moments}. */
    final List<String> kept;
    /** m, the mean of the gradient (sgd: its sum, decayed), and v, of its square; in the gradient's layout. */
    final List<DeviceArray> moments = new ArrayList<>();
    /** Made so far. */
    long updates;

    Optimiser(
            OptimiserSpec spec,
            GradientsSpec gradients,
            Parameter weight,
            int size,
            Parameters parameters,
            CompiledKernels kernels,
            Device device,
            CudaStream stream) {
        this.spec = spec;
        clipNorm = gradients.clipNorm();
        this.weight = weight;
        this.size = size;
        this.parameters = parameters;
        int threads = KernelSource.OPTIMISER_THREADS;
        squares = kernels.kernel("squares", threads, threads / 32 * Double.BYTES, device);
        clip = kernels.kernel("clip", 1, 0, device);
        step = kernels.kernel("optimise", threads, 0, device);
        kept = spec.moments();
        for (String name : kept) {
            DeviceArray moment = new DeviceArray(device, "the optimiser's " + name, 4L * size);
            moment.clear(size, stream);
            moments.add(moment);
        }
        partial = new DeviceArray(device, "partial sums of squares", 8L * chunks());
        factor = new DeviceArray(device, "the clipping factor", Float.BYTES);
        factor.set(new float[] {1}, stream);
    }

    /** @param samples of the batch, by which the gradient of the summed loss is divided */
    void run(double learningRate, int samples, CudaStream stream) {
        updates++;
        if (clipNorm != null) {
            squares.launch(
                    chunks(),
                    stream,
                    parameters.gradient.argument(),
                    Argument.of(size),
                    Argument.of(CHUNK),
                    partial.argument());
            clip.launch(
                    1,
                    stream,
                    partial.argument(),
                    Argument.of(chunks()),
                    Argument.of(clipNorm),
                    Argument.of(samples),
                    factor.argument());
        }
        float perSample = (float) (1.0 / samples);
        switch (OptimiserStep.of(spec, weight, learningRate, updates)) {
            case OptimiserStep.Adam adam ->
                launch(perSample, (float) adam.rate(), (float) adam.unbias(), (float) adam.keep(), stream);
            case OptimiserStep.Momentum momentum -> launch(perSample, (float) momentum.rate(), 0, 1, stream);
            case OptimiserStep.Descent descent -> launch(perSample, (float) descent.rate(), 0, 1, stream);
        }
        parameters.deriveLearnt(stream);
    }

    private void launch(float perSample, float rate, float unbias, float keep, CudaStream stream) {
        DeviceArray m = moments.isEmpty() ? parameters.gradient : moments.getFirst();
        DeviceArray v = moments.isEmpty() ? parameters.gradient : moments.getLast();
        step.launch(
                Math.ceilDiv(size, KernelSource.OPTIMISER_THREADS),
                stream,
                parameters.values.argument(),
                parameters.gradient.argument(),
                m.argument(),
                v.argument(),
                factor.argument(),
                Argument.of(size),
                Argument.of(perSample),
                Argument.of(rate),
                Argument.of(unbias),
                Argument.of(keep));
    }

    private int chunks() {
        return Math.ceilDiv(size, CHUNK);
    }

    @Override
    public void close() {
        moments.forEach(DeviceArray::close);
        partial.close();
        factor.close();
    }
}
