package dev.backspike.engine.collective;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Blocks;
import dev.backspike.engine.Engine;
import dev.backspike.engine.Share;
import dev.backspike.engine.network.Network;
import java.util.stream.IntStream;

/**
 * A replica's connection with the others that train the same job. Every replica calls the same methods in the same
 * order; each call returns when all have made it. All of them may throw {@link ReplicaLostException},
 * {@link ReplicaFailedException} or {@link dev.backspike.engine.StoppedException}, after which only {@link #fail},
 * {@link #leave} and {@link #close} may be called. For one thread.
 */
public interface Collective extends AutoCloseable {

    /** The collective of a training without replicas. */
    static Collective solo() {
        return Solo.INSTANCE;
    }

    /** The number of this replica, from 0; replica 0 reports for all. */
    int rank();

    /** The number of replicas. */
    int replicas();

    /**
     * The blocks of a batch that this replica takes: consecutive ones, as many as any other replica's or one more or
     * less, and none if there are more replicas than blocks.
     */
    default Share share(Batch batch) {
        return Share.of(batch, blocks(batch.blocks(), rank()));
    }

    /** The blocks of a replica, by number. */
    default int[] blocks(Blocks of, int replica) {
        int count = of.count();
        return IntStream.range(count * replica / replicas(), count * (replica + 1) / replicas())
                .toArray();
    }

    /**
     * Makes sure that all replicas begin at the same place, before the first batch: with the same engine, the same
     * progress, and the same bits of every parameter and moment.
     *
     * @param step weight updates completed
     */
    void begin(Network network, Engine engine, long step);

    /** @return the outcome of all replicas' shares of a batch */
    BatchOutcome reduce(BatchOutcome share);

    /**
     * Replaces the gradient of this replica's share by that of the whole batch.
     *
     * @param share what the engine has last run backward
     */
    void reduceGradient(Engine engine, Share share);

    /** The {@link Engine#clampedSpikes()} of the whole batch, after {@link #reduceGradient}. */
    long clampedSpikes(Engine engine);

    /** Reports to the others that this replica stops on request, so that they stop too. */
    void leave();

    /** Reports to the others why this replica cannot continue. */
    void fail(AttemptEvent.Failed why);

    /** Does not wait for the others, but delivers what they have been told. */
    @Override
    void close();
}
