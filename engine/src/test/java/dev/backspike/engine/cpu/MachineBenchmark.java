package dev.backspike.engine.cpu;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the loops could reach on this machine: the time to read 1 MiB in rows of 1 KiB, drawn at random from a matrix
 * that fits the first, second (of 512 KB or more) or third cache, and to do 2^20 multiply-adds in registers. Bytes (or
 * multiply-adds) of a phase at these rates are its physical limit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MachineBenchmark {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int ROW = 256;
    private static final int READS = 1024;

    /** A matrix that fits a cache. */
    @State(Scope.Thread)
    public static class Matrix {

        @Param({"16", "256", "8192"})
        int kilobytes;

        private float[] values = {};
        private int[] rows = {};
        private int next;

        /** Draws the rows to read. */
        @Setup
        public void draw() {
            values = Aligned.floats(kilobytes * ROW);
            rows = new Random(1).ints(64 * READS, 0, kilobytes).toArray();
        }
    }

    /** Not known to the compiler. */
    private float half = 0.5f;

    /** Reads 1 MiB. */
    @Benchmark
    public float read(Matrix matrix) {
        float[] values = matrix.values;
        int[] rows = matrix.rows;
        int next = matrix.next;
        matrix.next = (next + READS) % rows.length;
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int k = next; k < next + READS; k++) {
            int row = Aligned.LEAD + ROW * rows[k];
            for (int j = row; j < row + ROW; j += 4 * L) {
                s0 = s0.add(FloatVector.fromArray(S, values, j));
                s1 = s1.add(FloatVector.fromArray(S, values, j + L));
                s2 = s2.add(FloatVector.fromArray(S, values, j + 2 * L));
                s3 = s3.add(FloatVector.fromArray(S, values, j + 3 * L));
            }
        }
        return s0.add(s1).add(s2.add(s3)).lane(0);
    }

    /** 2^20 multiply-adds. */
    @Benchmark
    public float multiplyAdd() {
        FloatVector x = FloatVector.broadcast(S, half);
        FloatVector s0 = x;
        FloatVector s1 = x.add(1);
        FloatVector s2 = x.add(2);
        FloatVector s3 = x.add(3);
        FloatVector s4 = x.add(4);
        FloatVector s5 = x.add(5);
        FloatVector s6 = x.add(6);
        FloatVector s7 = x.add(7);
        for (int k = 0; k < 1 << 20; k += 8 * L) {
            s0 = s0.fma(x, x);
            s1 = s1.fma(x, x);
            s2 = s2.fma(x, x);
            s3 = s3.fma(x, x);
            s4 = s4.fma(x, x);
            s5 = s5.fma(x, x);
            s6 = s6.fma(x, x);
            s7 = s7.fma(x, x);
        }
        return s0.add(s1).add(s2.add(s3)).add(s4.add(s5).add(s6.add(s7))).lane(0);
    }
}
