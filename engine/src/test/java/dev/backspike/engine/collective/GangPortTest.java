package dev.backspike.engine.collective;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Blocks;
import dev.backspike.engine.SpikeCounts;
import dev.backspike.engine.StoppedException;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replicas that find each other, lose each other, and strangers that call. */
@Timeout(60)
class GangPortTest {

    private static final GangTimeouts SHORT = new GangTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(1));

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean left = new AtomicBoolean();
    private final GangPort port = open();

    private static GangPort open() {
        try {
            return GangPort.open(InetAddress.getLoopbackAddress(), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        port.close();
        executor.shutdownNow();
    }

    private Membership member(int rank, int replicas, String secret) {
        return new Membership("job/1", rank, members(replicas), secret);
    }

    private List<String> members(int replicas) {
        String address = InetAddress.getLoopbackAddress().getHostAddress() + ":" + port.port();
        return IntStream.range(0, replicas).mapToObj(_ -> address).toList();
    }

    private Future<Collective> join(Membership member) {
        return executor.submit(() -> port.join(member, SHORT, () -> false, () -> left.set(true)));
    }

    private List<Collective> gang(int replicas) throws Exception {
        List<Future<Collective>> joining = IntStream.range(0, replicas)
                .mapToObj(rank -> join(member(rank, replicas, "secret")))
                .toList();
        return List.of(joining.get(0).get(), joining.get(1).get());
    }

    private static BatchOutcome outcome(double first, double second) {
        return new BatchOutcome(
                new Blocks(8), new double[] {first, second}, 1, new long[] {5}, new SpikeCounts(4, new int[][] {{2, 3}
                }));
    }

    @Test
    void outcomesAddUpInEveryReplica() throws Exception {
        List<Collective> gang = gang(2);
        Future<BatchOutcome> other = executor.submit(() -> gang.get(1).reduce(outcome(0, 0.1)));
        BatchOutcome sum = gang.get(0).reduce(outcome(0.2, 0));
        assertThat(sum.blockLosses()).containsExactly(0.2, 0.1);
        assertThat(sum.correct()).isEqualTo(2);
        assertThat(sum.spikes()).containsExactly(10);
        assertThat(sum.samples()).isEqualTo(8);
        assertThat(sum.neuronSpikes()).isEqualTo(new int[][] {{4, 6}});
        assertThat(other.get().loss()).isEqualTo(sum.loss());
    }

    @Test
    void aReplicaThatComesLateIsWaitedFor() throws Exception {
        Future<Collective> second = join(member(1, 2, "secret"));
        Thread.sleep(300);
        assertThat(second.isDone()).isFalse();
        Future<Collective> first = join(member(0, 2, "secret"));
        assertThat(first.get().replicas()).isEqualTo(2);
        assertThat(second.get().rank()).isEqualTo(1);
    }

    @Test
    void aReplicaThatDoesNotComeIsLost() {
        assertThatThrownBy(() -> join(member(0, 2, "secret")).get())
                .hasCauseInstanceOf(ReplicaLostException.class)
                .hasMessageContaining("replica 1 is lost: it did not connect within 2000 ms");
    }

    @Test
    void aReplicaThatCannotBeReachedIsLost() throws Exception {
        String nowhere;
        try (GangPort closed = GangPort.open(InetAddress.getLoopbackAddress(), 0)) {
            nowhere = "127.0.0.1:" + closed.port();
        }
        Membership self = new Membership("job/1", 1, List.of(nowhere, members(1).getFirst()), "secret");
        assertThatThrownBy(() -> join(self).get())
                .hasCauseInstanceOf(ReplicaLostException.class)
                .hasMessageContaining("replica 0 is lost: it could not be reached at " + nowhere);
    }

    @Test
    void whoDoesNotKnowTheSecretIsTurnedAwayAndTheGangStillForms() throws Exception {
        Future<Collective> first = join(member(0, 2, "secret"));
        Future<Collective> stranger = join(member(1, 2, "guessed"));
        assertThatThrownBy(stranger::get).hasMessageContaining("does not know the secret");
        Future<Collective> second = join(member(1, 2, "secret"));
        assertThat(first.get().replicas()).isEqualTo(2);
        assertThat(second.get().replicas()).isEqualTo(2);
    }

    /** An attempt's number is part of the gang's name. */
    @Test
    void aReplicaOfAnOldAttemptDoesNotEnterTheNewOne() throws Exception {
        Future<Collective> old = join(new Membership("job/1", 1, members(2), "old"));
        Future<Collective> first = join(new Membership("job/2", 0, members(2), "new"));
        Future<Collective> second = join(new Membership("job/2", 1, members(2), "new"));
        assertThat(first.get().rank()).isZero();
        assertThat(second.get().rank()).isOne();
        assertThatThrownBy(old::get).hasMessageContaining("replica 0 is lost");
    }

    @Test
    void bytesOfStrangersAreTurnedAway() throws Exception {
        Future<Collective> first = join(member(0, 2, "secret"));
        for (String said : List.of("", "GET / HTTP/1.1\r\n\r\n", "BKSG" + "x".repeat(500), "\0".repeat(105))) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(said.getBytes(UTF_8));
                socket.shutdownOutput();
                assertThat(endOf(socket)).as(said).isTrue();
            }
        }
        Future<Collective> second = join(member(1, 2, "secret"));
        assertThat(second.get().replicas()).isEqualTo(2);
        assertThat(first.get().replicas()).isEqualTo(2);
    }

    private static boolean endOf(Socket socket) {
        try {
            return socket.getInputStream().readAllBytes().length == 0;
        } catch (IOException e) {
            return true; // closed before everything was read
        }
    }

    @Test
    void aReplicaThatClosesIsLostAtOnce() throws Exception {
        List<Collective> gang = gang(2);
        gang.get(1).close();
        assertThatThrownBy(() -> gang.get(0).reduce(outcome(1, 0)))
                .isInstanceOf(ReplicaLostException.class)
                .hasMessage("replica 1 is lost: it closed the connection");
    }

    @Test
    void aReplicaThatComputesForLongIsNotLost() throws Exception {
        List<Collective> gang = gang(2);
        Future<BatchOutcome> fast = executor.submit(() -> gang.get(0).reduce(outcome(1, 0)));
        Thread.sleep(2500);
        gang.get(1).reduce(outcome(0, 1));
        assertThat(fast.get().loss()).isEqualTo(2);
    }

    /** A process that hangs as a whole sends no heartbeats; here it is one that never speaks after the handshake. */
    @Test
    void aReplicaThatIsSilentIsLostWithinTheTimeOut() throws Exception {
        Future<Collective> first = join(member(0, 2, "secret"));
        try (Socket silent = mute()) {
            Collective gang = first.get();
            long start = System.nanoTime();
            assertThatThrownBy(() -> gang.reduce(outcome(1, 0)))
                    .isInstanceOf(ReplicaLostException.class)
                    .hasMessage("replica 1 is lost: nothing was heard of it for 1000 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
            assertThat(silent.isClosed()).isFalse();
        }
    }

    /**
     * Replica 1 of the gang, as far as the handshake. Like every replica, it calls again until the other has joined.
     */
    private Socket mute() throws Exception {
        while (true) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port());
            try {
                Handshake.call(socket, member(1, 2, "secret"), 0);
                return socket;
            } catch (EOFException | SocketException e) {
                socket.close(); // not expected yet; the time limit of the tests bounds this
                Thread.sleep(20);
            }
        }
    }

    @Test
    void aMessageOfAnotherLengthOrRoundIsRefusedUnread() throws Exception {
        for (byte[] frame : List.of(
                new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, -1, -1, -1},
                new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 40},
                new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 1, -1, -1, -1, -1},
                new byte[] {3, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, -1, -1, -1},
                new byte[] {3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 99, 99},
                new byte[] {77})) {
            Future<Collective> first = join(member(0, 2, "secret"));
            try (Socket liar = mute()) {
                Collective gang = first.get();
                liar.getOutputStream().write(frame);
                assertThatThrownBy(() -> gang.reduce(outcome(1, 0)))
                        .isInstanceOf(ReplicaLostException.class)
                        .hasMessageContaining("it sent");
            }
        }
    }

    @Test
    void whatAReplicaFailsOfReachesTheOthersThoughTheyHaveSentWhatItNeverReads() throws Exception {
        List<Collective> gang = gang(2);
        Future<BatchOutcome> waiting = executor.submit(() -> gang.get(0).reduce(outcome(1, 0)));
        Thread.sleep(200);
        gang.get(1).fail(new AttemptEvent.Failed(FailureKind.NUMERICS, "network-runs-away", "too many spikes"));
        gang.get(1).close();
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ReplicaFailedException.class,
                        e -> assertThat(e.event())
                                .isEqualTo(new AttemptEvent.Failed(
                                        FailureKind.NUMERICS, "network-runs-away", "replica 1: too many spikes")));
    }

    @Test
    void aReplicaThatLeavesStopsTheOthers() throws Exception {
        List<Collective> gang = gang(2);
        gang.get(1).leave();
        gang.get(1).close();
        assertThatThrownBy(() -> gang.get(0).reduce(outcome(1, 0))).isInstanceOf(StoppedException.class);
        assertThat(left).isTrue();
    }

    @Test
    void aReplicaThatWaitsStopsWhenAsked() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Future<Collective> first = executor.submit(() -> port.join(member(0, 2, "secret"), SHORT, stop::get, () -> {}));
        join(member(1, 2, "secret")).get();
        Collective gang = first.get();
        stop.set(true);
        assertThatThrownBy(() -> gang.reduce(outcome(1, 0))).isInstanceOf(StoppedException.class);
    }
}
