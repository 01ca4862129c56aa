package dev.backspike.engine.cpu;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Each kernel as a step of deploy/examples/shd-shape-256.json or -1024.json calls it: 8 input spikes and 34.5 spikes
 * per hidden neuron in 1000 steps. Times are per step; CONTRIBUTING.md says how to start it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class InnerLoopsBenchmark {

    /** What a benchmark runs, so that every call finds other rows, as in a trial. */
    private static final int STEPS = 1000;

    private static final int INPUTS = 700;
    private static final float SPIKES_PER_STEP = 8;
    private static final float SPIKES_PER_NEURON = 34.5f;

    @Param({"vector", "scalar"})
    String kind = "";

    @Param({"256", "1024"})
    int hidden;

    private InnerLoops loops = new ScalarLoops();
    private float[] weights = {};
    private float[] s = {};
    private float[] trace = {};
    private float[] sums = {};
    private float[] jump = {};
    private int[] neuron = {};
    private float[] slope = {};
    /** Spikes of all steps: those of inputs and neurons, as rows of the weights; those of neurons alone. */
    private SpikeList all = new SpikeList(1, STEPS, false);

    private SpikeList individual = new SpikeList(1, STEPS, false);
    private InnerLoops.Membrane membrane =
            new InnerLoops.Membrane(0, 0, 0, 0, 0, new int[] {0}, new float[] {0}, new float[] {0});
    private final InnerLoops.AdjointStep step = new InnerLoops.AdjointStep(0.95f, 0.8f, 0.1f, 0, 0);

    /** Draws weights and spikes. */
    @Setup
    public void draw() {
        loops = kind.equals("vector") ? new VectorLoops() : new ScalarLoops();
        Random random = new Random(1);
        int rows = INPUTS + hidden;
        weights = Aligned.floats(rows * hidden);
        for (int k = 0; k < weights.length; k++) {
            weights[k] = 0.01f * (float) random.nextGaussian();
        }
        all = spikes(random, INPUTS, hidden);
        individual = spikes(random, 0, hidden);
        s = Aligned.floats(5 * hidden);
        trace = Aligned.floats((STEPS + 1) * hidden);
        sums = Aligned.floats(rows * HostLayout.TILE);
        jump = new float[hidden + HostLayout.LANES];
        neuron = new int[hidden + HostLayout.LANES];
        slope = new float[hidden + HostLayout.LANES];
        // Currents that stay, so that every neuron spikes once in 29 steps.
        int i = Aligned.LEAD + hidden;
        membrane = new InnerLoops.Membrane(
                Aligned.LEAD, hidden, 0.95f, 1, 0, new int[] {i}, new float[] {0.05f}, new float[] {1});
        for (int k = 0; k < hidden; k++) {
            s[Aligned.LEAD + k] = random.nextFloat();
            s[i + k] = 1.29f;
        }
    }

    private static SpikeList spikes(Random random, int inputs, int neurons) {
        SpikeList list = new SpikeList(inputs + neurons, STEPS, false);
        int count = 0;
        for (int n = 0; n < STEPS; n++) {
            list.reserve(count, inputs + neurons);
            for (int k = 0; k < inputs + neurons; k++) {
                if (random.nextFloat() < (k < inputs ? SPIKES_PER_STEP / INPUTS : SPIKES_PER_NEURON / STEPS)) {
                    list.neuron[count++] = k;
                }
            }
            list.start[n + 1] = count;
        }
        list.start[STEPS + 1] = count;
        list.sortByNeuron();
        return list;
    }

    /** Forward: the spikes of a step. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public float[] addRows() {
        for (int n = 0; n < STEPS; n++) {
            loops.addRows(
                    weights,
                    Aligned.LEAD,
                    hidden,
                    all.neuron,
                    all.start[n],
                    all.start[n + 1],
                    s,
                    Aligned.LEAD + 2 * hidden,
                    hidden);
        }
        return s;
    }

    /** Forward: the state equations. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public int advance() {
        int spikes = 0;
        for (int n = 0; n < STEPS; n++) {
            spikes += loops.advance(membrane, s, neuron, slope, 0);
        }
        return spikes;
    }

    /** Adjoint: the jumps of a step. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public float[] dotRows() {
        for (int n = 0; n < STEPS; n++) {
            loops.dotRows(
                    weights,
                    Aligned.LEAD,
                    hidden,
                    individual.neuron,
                    individual.start[n],
                    individual.start[n + 1],
                    s,
                    Aligned.LEAD + hidden,
                    hidden,
                    jump);
        }
        return jump;
    }

    /** Adjoint: the equations of a step. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public float[] adjointStep() {
        int v = Aligned.LEAD;
        for (int n = STEPS - 1; n >= 0; n--) {
            loops.adjointStep(
                    step,
                    s,
                    v,
                    v + 2 * hidden,
                    v + 3 * hidden,
                    v + 4 * hidden,
                    hidden,
                    trace,
                    Aligned.LEAD,
                    (STEPS + 1) * HostLayout.TILE,
                    n);
        }
        return trace;
    }

    /** Gather: all tiles of a trial, so that the time is a step's share. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public float[] addRowsEach() {
        for (int tile = 0; tile < hidden / HostLayout.TILE; tile++) {
            loops.addRowsEach(
                    trace,
                    Aligned.LEAD + tile * (STEPS + 1) * HostLayout.TILE,
                    HostLayout.TILE,
                    all.grid,
                    all.byNeuron,
                    0,
                    INPUTS + hidden,
                    sums,
                    Aligned.LEAD,
                    HostLayout.TILE);
        }
        return sums;
    }
}
