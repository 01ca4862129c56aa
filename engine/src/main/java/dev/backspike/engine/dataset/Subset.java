package dev.backspike.engine.dataset;

import dev.backspike.common.spec.ValidationSpec;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Some samples of another data set, renumbered. */
record Subset(Dataset of, int[] samples) implements DatasetView {

    /**
     * Keeps the last {@code fraction} of each class (rounded down) for validation.
     *
     * @return the rest and what is kept, both in the order of {@code whole}; what is kept may be empty
     */
    static Subset[] holdOut(Dataset whole, double fraction) {
        int[] remaining = new int[whole.classes()];
        for (int sample = 0; sample < whole.size(); sample++) {
            remaining[whole.label(sample)]++;
        }
        int[] kept = new int[whole.classes()];
        for (int c = 0; c < kept.length; c++) {
            // 0.29 x 100 is 28.999999999999996 in doubles and means 29
            kept[c] = (int) Math.floor(fraction * remaining[c] + 1e-6);
        }
        BitSet held = new BitSet(whole.size());
        for (int sample = 0; sample < whole.size(); sample++) {
            int c = whole.label(sample);
            held.set(sample, remaining[c]-- <= kept[c]);
        }
        return holdOut(whole, held::get);
    }

    /**
     * Keeps one fold: of each class every {@code of}th sample from number {@code fold} on, counted from 1.
     *
     * @return the rest and what is kept, both in the order of {@code whole}; what is kept may be empty
     */
    static Subset[] holdOut(Dataset whole, ValidationSpec.Fold fold) {
        int[] seen = new int[whole.classes()];
        BitSet held = new BitSet(whole.size());
        for (int sample = 0; sample < whole.size(); sample++) {
            held.set(sample, seen[whole.label(sample)]++ % fold.of() == fold.fold() - 1);
        }
        return holdOut(whole, held::get);
    }

    /**
     * Keeps the samples that {@code held} accepts for validation.
     *
     * @return the rest and what is kept, both in the order of {@code whole}; either may be empty
     */
    static Subset[] holdOut(Dataset whole, IntPredicate held) {
        return new Subset[] {where(whole, held.negate()), where(whole, held)};
    }

    private static Subset where(Dataset whole, IntPredicate chosen) {
        return new Subset(whole, IntStream.range(0, whole.size()).filter(chosen).toArray());
    }

    @Override
    public int size() {
        return samples.length;
    }

    @Override
    public int label(int sample) {
        return of.label(samples[sample]);
    }

    @Override
    public @Nullable String speakerName(int sample) {
        return of.speakerName(samples[sample]);
    }

    @Override
    public long bytes(int sample) {
        return of.bytes(samples[sample]);
    }

    @Override
    public void read(int sample, SpikeTrain into) {
        of.read(samples[sample], into);
    }
}
