package dev.backspike.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.protocol.Command;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AttemptLeaseTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000); // a monotonic clock may wrap around

    @Test
    void endsFiveSecondsBeforeTheLease() {
        AttemptLease lease = lease(60_000);
        advance(54_999);
        assertThat(lease.valid()).isTrue();
        advance(1);
        assertThat(lease.valid()).isFalse();
        assertThat(lease.ours()).isTrue();
    }

    @Test
    void countsFromWhenTheLeaseWasAskedFor() {
        long askedAt = now.get();
        advance(20_000);
        AttemptLease lease = new AttemptLease(ScriptedApi.attempt(1, 1), now::get, askedAt, 60_000);
        advance(35_000);
        assertThat(lease.valid()).isFalse();
    }

    @Test
    void lastsWhileItIsRenewed() {
        AttemptLease lease = lease(60_000);
        for (int i = 0; i < 20; i++) {
            advance(50_000);
            lease.renew(now.get(), 60_000);
        }
        assertThat(lease.valid()).isTrue();
    }

    @Test
    void isRevivedByALateRenewalUntilItIsRevoked() {
        AttemptLease lease = lease(60_000);
        advance(55_000);
        lease.renew(now.get(), 60_000);
        assertThat(lease.valid()).isTrue();
        lease.revoke("lost");
        lease.renew(now.get(), 60_000);
        assertThat(lease.valid()).isFalse();
    }

    @Test
    void whoAsksBetweenTwoStepsWaitsWhileTheLeaseHasEnded() throws Exception {
        AttemptLease lease = lease(60_000);
        advance(55_000);
        AtomicReference<Boolean> answer = new AtomicReference<>();
        Thread training = Thread.ofPlatform().start(() -> answer.set(lease.shouldStop()));
        while (training.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(answer.get()).isNull();
        lease.renew(now.get(), 60_000);
        training.join();
        assertThat(answer.get()).isFalse();
    }

    @Test
    void aWorkerThatGoesAwayDoesNotWaitForItsLease() {
        AttemptLease lease = lease(60_000);
        advance(55_000);
        lease.leave();
        assertThat(lease.shouldStop()).isTrue();
        lease.revoke("the worker has shut down");
        assertThat(lease.awaitRight()).isFalse();
    }

    @Test
    void cancellingStopsButLeavesTheRightToSaySo() {
        AttemptLease lease = lease(60_000);
        lease.obey(Command.CANCEL);
        assertThat(lease.shouldStop()).isTrue();
        assertThat(lease.valid()).isTrue();
        lease.revoke("lost");
        lease.revoke("again");
        assertThat(lease.valid()).isFalse();
        assertThat(lease.revocation()).isEqualTo("lost");
    }

    private AttemptLease lease(long leaseMillis) {
        return new AttemptLease(ScriptedApi.attempt(1, 1), now::get, now.get(), leaseMillis);
    }

    private void advance(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void abandonsABatchOnlyWhenTheAttemptIsToEndHere() {
        AttemptLease lease = lease(60_000);
        advance(55_000);
        assertThat(lease.interrupts())
                .as("a lease that was not renewed in time may be yet")
                .isFalse();
        lease.obey(Command.CONTINUE);
        assertThat(lease.interrupts()).isFalse();
        lease.obey(Command.PAUSE);
        assertThat(lease.interrupts()).isTrue();
        AttemptLease lost = lease(60_000);
        lost.revoke("lost");
        assertThat(lost.interrupts()).isTrue();
    }
}
