package dev.backspike.engine.training;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.Engines;
import dev.backspike.engine.collective.Collective;
import dev.backspike.engine.collective.GangPort;
import dev.backspike.engine.collective.GangTimeouts;
import dev.backspike.engine.collective.Membership;
import dev.backspike.engine.dataset.Datasets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Trains a job with several replicas, each in a thread of its own, which are connected by real sockets. */
final class Replicas {

    private final Datasets datasets;
    private final int threads;

    Replicas(Datasets datasets, int threads) {
        this.datasets = datasets;
        this.threads = threads;
    }

    /** What one replica of a training does and leaves. */
    static final class Replica implements TrainingListener, CheckpointSink {

        final List<AttemptEvent> events = new ArrayList<>();
        final List<byte[]> checkpoints = new ArrayList<>();
        StopSignal stop = () -> false;
        Outcome outcome = new Outcome.Stopped();

        @Override
        public void on(AttemptEvent event) {
            events.add(event);
        }

        @Override
        public void afterEpoch(int epoch, Map<String, Double> values, Supplier<Checkpoint> checkpoint) {
            checkpoints.add(CheckpointFile.write(checkpoint.get()));
        }

        @Override
        public void onStop(Supplier<Checkpoint> checkpoint) {
            checkpoints.add(CheckpointFile.write(checkpoint.get()));
        }
    }

    List<Replica> train(JobSpec spec, Start start, List<Replica> replicas) {
        return train(spec, _ -> start, replicas);
    }

    /**
     * @param start of a rank
     * @return the replicas, by rank, after they have ended
     */
    List<Replica> train(JobSpec spec, IntFunction<Start> start, List<Replica> replicas) {
        Trainer trainer = new Trainer(datasets, Engines.withoutCuda(), threads, PhaseListener.NONE);
        if (replicas.size() == 1) {
            Replica alone = replicas.getFirst();
            alone.outcome = trainer.train(spec, alone, alone.stop, start.apply(0), alone);
            return replicas;
        }
        try (GangPort port = GangPort.open(InetAddress.getLoopbackAddress(), 0);
                ExecutorService executor = Executors.newCachedThreadPool()) {
            List<String> members = replicas.stream()
                    .map(_ -> InetAddress.getLoopbackAddress().getHostAddress() + ":" + port.port())
                    .toList();
            List<Future<Outcome>> outcomes = new ArrayList<>();
            for (int rank = 0; rank < replicas.size(); rank++) {
                Membership self = new Membership("job/1", rank, members, "secret");
                Replica replica = replicas.get(rank);
                Callable<Outcome> training = () -> {
                    try (Collective collective =
                            port.join(self, GangTimeouts.DEFAULT, replica.stop::interrupts, () -> {})) {
                        return trainer.train(
                                spec, replica, replica.stop, start.apply(self.rank()), replica, collective);
                    }
                };
                outcomes.add(executor.submit(training));
            }
            for (int rank = 0; rank < replicas.size(); rank++) {
                replicas.get(rank).outcome = outcomes.get(rank).get();
            }
            return replicas;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
