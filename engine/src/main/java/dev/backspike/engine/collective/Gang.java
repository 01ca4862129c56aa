package dev.backspike.engine.collective;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.PartialGradient;
import dev.backspike.engine.Share;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A replica that is connected with each other replica of its gang.
 *
 * <pre>
 * reduce            each replica sends its outcome to each, and adds all up: whole numbers, and the losses of a block,
 *                   which only one replica has
 * reduceGradient    1. replica r receives segment r of every part of the gradient and adds the parts along the tree of
 *                      {@link dev.backspike.engine.Blocks}
 *                   2. it sends the sum to each other replica
 * </pre>
 *
 * In both steps a replica sends and receives (n - 1)/n of a gradient if the blocks of each make one part, as with 2, 4
 * or 8 replicas. Recursive doubling would send log2(n) gradients, and needs a power of two.
 */
final class Gang implements Collective {

    private final int rank;
    /** The connection with each rank; null at the rank of this replica. */
    private final List<@Nullable Link> links;

    private final BooleanSupplier stop;
    private final Runnable onLeft;
    private @Nullable GradientLayout layout;
    /** Counts messages. */
    private long round;

    private long clamped;
    private AttemptEvent.@Nullable Failed heard;

    Gang(int rank, List<@Nullable Link> links, BooleanSupplier stop, Runnable onLeft) {
        this.rank = rank;
        this.links = links;
        this.stop = stop;
        this.onLeft = onLeft;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int replicas() {
        return links.size();
    }

    @Override
    public void begin(Network network, Engine engine, long step) {
        layout = new GradientLayout(network, engine, replicas());
        Beginning own = Beginning.of(engine, step);
        byte[] message = own.bytes();
        sendToAll(message);
        for (int other = 0; other < replicas(); other++) {
            if (other != rank) {
                Beginning its = Beginning.read(receive(other, message.length));
                if (!its.equals(own)) {
                    throw new ReplicaLostException(
                            other, "it begins with " + its + ", replica " + rank + " with " + own);
                }
            }
        }
    }

    @Override
    public BatchOutcome reduce(BatchOutcome own) {
        byte[] message = OutcomeMessage.write(own);
        sendToAll(message);
        BatchOutcome sum = own;
        for (int other = 0; other < replicas(); other++) {
            if (other != rank) {
                sum = sum.plus(OutcomeMessage.read(receive(other, message.length), own));
            }
        }
        return sum;
    }

    @Override
    public void reduceGradient(Engine engine, Share share) {
        GradientLayout of = Objects.requireNonNull(layout, "begin comes first");
        List<PartialGradient> own = engine.partialGradients().stream()
                .sorted(Comparator.comparingInt(PartialGradient::node))
                .toList();
        byte[] sum = sumOfSegment(of, own, engine.clampedSpikes(), share);
        List<Tensor> gradient = of.empty();
        sendToAll(sum);
        of.read(rank, ByteBuffer.wrap(sum), gradient);
        for (int other = 0; other < replicas(); other++) {
            if (other != rank) {
                of.read(other, ByteBuffer.wrap(receive(other, of.bytes(other))), gradient);
            }
        }
        engine.replaceGradients(gradient);
    }

    /** The sum over all replicas of this replica's segment. */
    private byte[] sumOfSegment(GradientLayout of, List<PartialGradient> own, long ownClamped, Share share) {
        round++;
        for (int other = 0; other < replicas(); other++) {
            Link link = links.get(other);
            if (link != null) {
                ByteBuffer message = ByteBuffer.allocate(Long.BYTES + own.size() * of.bytes(other));
                message.putLong(ownClamped);
                own.forEach(part -> of.write(part.tensors(), link.peer(), message));
                link.send(round, message.array());
            }
        }
        clamped = ownClamped;
        List<PartialGradient> parts = new ArrayList<>();
        ByteBuffer segment = ByteBuffer.allocate(of.bytes(rank));
        for (PartialGradient part : own) {
            of.write(part.tensors(), rank, segment.position(0));
            parts.add(new PartialGradient(part.node(), List.of(of.read(rank, segment.position(0)))));
        }
        for (int other = 0; other < replicas(); other++) {
            if (other != rank) {
                List<Integer> nodes = share.nodesOf(blocks(share.blocks(), other)).stream()
                        .sorted()
                        .toList();
                int length = Long.BYTES + nodes.size() * of.bytes(rank);
                ByteBuffer message = ByteBuffer.wrap(receive(other, length));
                clamped += message.getLong();
                for (int node : nodes) {
                    parts.add(new PartialGradient(node, List.of(of.read(rank, message))));
                }
            }
        }
        of.writeSegment(PartialGradient.sum(parts).getFirst(), segment.position(0));
        return segment.array();
    }

    @Override
    public long clampedSpikes(Engine engine) {
        return clamped;
    }

    @Override
    public void leave() {
        tellAll(new Farewell.Left());
    }

    @Override
    public void fail(AttemptEvent.Failed why) {
        AttemptEvent.Failed first = heard != null
                ? heard
                : new AttemptEvent.Failed(why.kind(), why.code(), "replica " + rank + ": " + why.message());
        tellAll(new Farewell.Failed(first));
    }

    private void tellAll(Farewell farewell) {
        for (Link link : links) {
            if (link != null) {
                link.send(farewell);
            }
        }
    }

    private void sendToAll(byte[] message) {
        round++;
        for (Link link : links) {
            if (link != null) {
                link.send(round, message);
            }
        }
    }

    private byte[] receive(int other, int length) {
        try {
            return Objects.requireNonNull(links.get(other)).receive(round, length, stop);
        } catch (Link.FarewellException e) {
            switch (e.farewell()) {
                case Farewell.Left _ -> {
                    onLeft.run();
                    throw new StoppedException();
                }
                case Farewell.Failed(AttemptEvent.Failed event) -> {
                    heard = event;
                    throw new ReplicaFailedException(event);
                }
            }
        }
    }

    @Override
    public void close() {
        links.stream().filter(Objects::nonNull).forEach(Link::close);
    }
}
