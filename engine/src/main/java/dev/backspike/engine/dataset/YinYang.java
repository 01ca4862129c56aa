package dev.backspike.engine.dataset;

import dev.backspike.common.spec.DatasetSpec.Generated;
import dev.backspike.common.spec.DatasetSpec.YinYangEncoding;
import org.jspecify.annotations.Nullable;

/**
 * The Yin-Yang task of Kriener, Göltz &amp; Petrovici 2022 (doi 10.1145/3517343.3517380): points of the unit square
 * that lie within a yin-yang sign of radius 0.5, to be told apart as 0 (yin), 1 (yang) and 2 (one of the two dots).
 * Coordinates and labels are those of the published generator, bit for bit.
 *
 * <p>Inputs: x, y, 1-x, 1-y and a bias, one spike each.
 */
final class YinYang implements Dataset {

    private static final int COORDINATES = 4;
    private static final int BIAS = 4;
    private static final int CLASSES = 3;
    private static final int DOT = 2;
    private static final double R_BIG = 0.5;
    private static final double R_SMALL = 0.1;

    /**
     * @param coordinates {@code [samples][4]}, row-major: x, y, 1-x, 1-y
     * @param labels {@code [samples]}
     */
    private record Points(double[] coordinates, byte[] labels) {}

    private final Generated split;
    private final YinYangEncoding encoding;
    /** Null until somebody wants to see one: whoever only checks a job needs no more than the sizes. */
    private volatile @Nullable Points points;

    YinYang(Generated split, YinYangEncoding encoding) {
        this.split = split;
        this.encoding = encoding;
    }

    private Points points() {
        Points known = points;
        if (known == null) {
            synchronized (this) {
                known = points;
                if (known == null) {
                    known = generate(split);
                    points = known;
                }
            }
        }
        return known;
    }

    private static Points generate(Generated split) {
        Points points =
                new Points(new double[Math.multiplyExact(COORDINATES, split.samples())], new byte[split.samples()]);
        NumpyRandom random = new NumpyRandom(split.seed());
        for (int sample = 0; sample < split.samples(); sample++) {
            generate(sample, random, points);
        }
        return points;
    }

    /** Chooses the class first and then draws points until one is of that class, so that classes are balanced. */
    private static void generate(int sample, NumpyRandom random, Points into) {
        int goal = random.nextInt(CLASSES);
        double x;
        double y;
        do {
            x = random.nextDouble() * 2 * R_BIG;
            y = random.nextDouble() * 2 * R_BIG;
        } while (distance(x, y, R_BIG) > R_BIG || classOf(x, y) != goal);
        int at = COORDINATES * sample;
        into.coordinates[at] = x;
        into.coordinates[at + 1] = y;
        into.coordinates[at + 2] = 1 - x;
        into.coordinates[at + 3] = 1 - y;
        into.labels[sample] = (byte) goal;
    }

    private static int classOf(double x, double y) {
        double toRightDot = distance(x, y, 1.5 * R_BIG);
        double toLeftDot = distance(x, y, 0.5 * R_BIG);
        if (toRightDot < R_SMALL || toLeftDot < R_SMALL) {
            return DOT;
        }
        boolean rimOfRightDot = toRightDot <= R_SMALL;
        boolean leftHead = toLeftDot > R_SMALL && toLeftDot <= 0.5 * R_BIG;
        boolean upperHalf = y > R_BIG && toRightDot > 0.5 * R_BIG;
        return rimOfRightDot || leftHead || upperHalf ? 1 : 0;
    }

    /** Distance to a point at mid height. */
    private static double distance(double x, double y, double centreX) {
        double dx = x - centreX;
        double dy = y - R_BIG;
        return Math.sqrt(dx * dx + dy * dy);
    }

    @Override
    public int size() {
        return split.samples();
    }

    @Override
    public int units() {
        return COORDINATES + 1;
    }

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public int label(int sample) {
        return points().labels[sample];
    }

    @Override
    public long bytes(int sample) {
        return (long) COORDINATES * Double.BYTES + 1;
    }

    /** @param axis 0 to 3 for x, y, 1-x, 1-y */
    double coordinate(int sample, int axis) {
        return points().coordinates[COORDINATES * sample + axis];
    }

    @Override
    public void read(int sample, SpikeTrain into) {
        into.clear();
        for (int axis = 0; axis < COORDINATES; axis++) {
            double time = encoding.tMin() + coordinate(sample, axis) * (encoding.tMax() - encoding.tMin());
            insert(time, axis, into);
        }
        insert(encoding.tBias(), BIAS, into);
    }

    /** Insertion sort: five spikes, and units come in ascending order, so that ties keep it. */
    private static void insert(double time, int unit, SpikeTrain into) {
        into.add(time, unit);
        int k = into.count - 1;
        for (; k > 0 && into.times[k - 1] > time; k--) {
            into.times[k] = into.times[k - 1];
            into.units[k] = into.units[k - 1];
        }
        into.times[k] = time;
        into.units[k] = unit;
    }
}
