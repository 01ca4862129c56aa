package dev.backspike.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.spec.ReplicasSpec;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.SpikeTrain;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlocksTest {

    /** Without spikes: only the cut matters. */
    private record Silent(int size) implements Dataset {
        @Override
        public int units() {
            return 1;
        }

        @Override
        public int classes() {
            return 1;
        }

        @Override
        public int label(int sample) {
            return 0;
        }

        @Override
        public long bytes(int sample) {
            return 0;
        }

        @Override
        public void read(int sample, SpikeTrain train) {
            train.count = 0;
        }
    }

    private static Batch batch(int samples) {
        return new Batch(new Silent(samples), IntStream.range(0, samples).toArray());
    }

    @Test
    void everySampleIsInOneBlockAndBlocksDifferByOneSampleAtMost() {
        for (int samples = 1; samples <= 1000; samples++) {
            Blocks blocks = new Blocks(samples);
            assertThat(Integer.bitCount(blocks.count())).isEqualTo(1);
            assertThat(blocks.count()).isEqualTo(ReplicasSpec.most(samples));
            assertThat(blocks.begin(0)).isZero();
            assertThat(blocks.begin(blocks.count())).isEqualTo(samples);
            int smallest = samples / blocks.count();
            assertThat(smallest).isPositive();
            for (int b = 0; b < blocks.count(); b++) {
                assertThat(blocks.begin(b + 1) - blocks.begin(b)).isBetween(smallest, smallest + 1);
            }
        }
    }

    @Test
    void blocksAreSummedAsATree() {
        double big = 0x1p53;
        assertThat(new Blocks(16).sum(new double[] {1, 1, big, -big})).isEqualTo(2);
        assertThat(new Blocks(16).sum(new double[] {1, big, 1, -big})).isEqualTo((1 + big) + (1 - big));
    }

    /**
     * What waits after the additions is what the tree says, however blocks are chosen and in whichever order they come.
     */
    @Test
    void additionsInOrderAndInAnyOrderMakeTheSameSums() {
        Random random = new Random(1);
        for (int run = 0; run < 300; run++) {
            additionsMakeTheSameSums(1 + random.nextInt(300), random);
        }
    }

    private static void additionsMakeTheSameSums(int samples, Random random) {
        Batch batch = batch(samples);
        int[] chosen = IntStream.range(0, batch.blocks().count())
                .filter(_ -> random.nextInt(3) > 0)
                .toArray();
        Share share = Share.of(batch, chosen);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, share.count()).boxed().toList());
        Collections.shuffle(order, random);
        TreeSum<String> tree = new TreeSum<>((left, right) -> "(" + left + "+" + right + ")");
        order.forEach(k -> tree.put(share.blocks().leaf(share.block(k)), String.valueOf(share.block(k))));

        ArrayDeque<String> waiting = new ArrayDeque<>();
        int most = 0;
        for (int k = 0; k < share.count(); k++) {
            String sum = String.valueOf(share.block(k));
            most = Math.max(most, waiting.size() + 1);
            for (int additions = share.additionsAfter(k); additions > 0; additions--) {
                sum = "(" + waiting.removeLast() + "+" + sum + ")";
            }
            waiting.addLast(sum);
        }
        assertThat(share.mostSums()).isEqualTo(most);
        assertThat(share.nodes()).hasSameSizeAs(waiting);
        Map<Integer, String> sums = tree.sums();
        assertThat(sums.keySet()).containsExactlyInAnyOrderElementsOf(share.nodes());
        assertThat(share.nodes().stream().map(sums::get)).containsExactlyElementsOf(waiting);
    }

    @Test
    void aShareHasTheSamplesOfItsBlocksInOrder() {
        Share share = Share.of(batch(19), 3, 0);
        assertThat(share.blocks().count()).isEqualTo(4);
        assertThat(share.samples().samples()).containsExactly(0, 1, 2, 3, 14, 15, 16, 17, 18);
        assertThat(share.begin(1)).isEqualTo(4);
        assertThat(share.nodes()).containsExactly(4, 7);
        assertThat(Share.whole(batch(19)).nodes()).containsExactly(Blocks.ROOT);
        assertThat(Share.of(batch(19)).size()).isZero();
    }

    @Test
    void aBlockThatIsNotThereOrNamedTwiceIsRefused() {
        assertThatThrownBy(() -> Share.of(batch(19), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blocks 0 to 3");
        assertThatThrownBy(() -> Share.of(batch(19), 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Share.of(batch(19), -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
