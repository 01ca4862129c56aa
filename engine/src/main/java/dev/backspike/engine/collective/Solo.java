package dev.backspike.engine.collective;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.Share;
import dev.backspike.engine.network.Network;

/** The collective of a single replica, which has nothing to reduce. */
enum Solo implements Collective {
    INSTANCE;

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int replicas() {
        return 1;
    }

    @Override
    public Share share(Batch batch) {
        return Share.whole(batch);
    }

    @Override
    public void begin(Network network, Engine engine, long step) {}

    @Override
    public BatchOutcome reduce(BatchOutcome share) {
        return share;
    }

    @Override
    public void reduceGradient(Engine engine, Share share) {}

    @Override
    public long clampedSpikes(Engine engine) {
        return engine.clampedSpikes();
    }

    @Override
    public void leave() {}

    @Override
    public void fail(AttemptEvent.Failed why) {}

    @Override
    public void close() {}
}
