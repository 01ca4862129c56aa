package dev.backspike.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.protocol.Command;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HoldTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000); // a monotonic clock may wrap around

    @Test
    void endsFiveSecondsBeforeTheLease() {
        Hold hold = hold(60_000);
        advance(54_999);
        assertThat(hold.valid()).isTrue();
        advance(1);
        assertThat(hold.valid()).isFalse();
        assertThat(hold.ours()).isTrue();
    }

    @Test
    void countsFromWhenTheLeaseWasAskedFor() {
        long askedAt = now.get();
        advance(20_000);
        Hold hold = new Hold(ScriptedApi.attempt(1, 1), now::get, askedAt, 60_000);
        advance(35_000);
        assertThat(hold.valid()).isFalse();
    }

    @Test
    void lastsWhileItIsRenewed() {
        Hold hold = hold(60_000);
        for (int i = 0; i < 20; i++) {
            advance(50_000);
            hold.renew(now.get(), 60_000);
        }
        assertThat(hold.valid()).isTrue();
    }

    @Test
    void isRevivedByALateRenewalUntilItIsRevoked() {
        Hold hold = hold(60_000);
        advance(55_000);
        hold.renew(now.get(), 60_000);
        assertThat(hold.valid()).isTrue();
        hold.revoke("lost");
        hold.renew(now.get(), 60_000);
        assertThat(hold.valid()).isFalse();
    }

    @Test
    void whoAsksBetweenTwoStepsWaitsWhileTheLeaseHasEnded() throws Exception {
        Hold hold = hold(60_000);
        advance(55_000);
        AtomicReference<Boolean> answer = new AtomicReference<>();
        Thread training = Thread.ofPlatform().start(() -> answer.set(hold.shouldStop()));
        while (training.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(answer.get()).isNull();
        hold.renew(now.get(), 60_000);
        training.join();
        assertThat(answer.get()).isFalse();
    }

    @Test
    void aWorkerThatGoesAwayDoesNotWaitForItsLease() {
        Hold hold = hold(60_000);
        advance(55_000);
        hold.leave();
        assertThat(hold.shouldStop()).isTrue();
        hold.revoke("the worker has shut down");
        assertThat(hold.awaitRight()).isFalse();
    }

    @Test
    void cancellingStopsButLeavesTheRightToSaySo() {
        Hold hold = hold(60_000);
        hold.obey(Command.CANCEL);
        assertThat(hold.shouldStop()).isTrue();
        assertThat(hold.valid()).isTrue();
        hold.revoke("lost");
        hold.revoke("again");
        assertThat(hold.valid()).isFalse();
        assertThat(hold.revocation()).isEqualTo("lost");
    }

    private Hold hold(long leaseMillis) {
        return new Hold(ScriptedApi.attempt(1, 1), now::get, now.get(), leaseMillis);
    }

    private void advance(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void abandonsABatchOnlyWhenTheAttemptIsToEndHere() {
        Hold hold = hold(60_000);
        advance(55_000);
        assertThat(hold.interrupts())
                .as("a lease that was not renewed in time may be yet")
                .isFalse();
        hold.obey(Command.CONTINUE);
        assertThat(hold.interrupts()).isFalse();
        hold.obey(Command.PAUSE);
        assertThat(hold.interrupts()).isTrue();
        Hold lost = hold(60_000);
        lost.revoke("lost");
        assertThat(lost.interrupts()).isTrue();
    }
}
