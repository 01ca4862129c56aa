package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backspike.api.MovableClock;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.event.Wakeups;
import dev.backspike.api.job.JobQueue;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.WorkerApi;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/** A look that fails is no look. */
@ServiceTest
class LeaseExpiryTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private AttemptRepository attempts;

    @Autowired
    private StopRequests stopRequests;

    @Autowired
    private Retries retries;

    @Autowired
    private JobQueue queue;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private LeaseProperties lease;

    @Autowired
    private MovableClock clock;

    @Autowired
    private Wakeups wakeups;

    @Autowired
    private WorkerApi api;

    @Test
    void whatComesBackBeforeItsDatabaseStillRenewsFirst() {
        jdbc.sql("delete from job").update();
        Service service = new Service(port);
        String id = service.submit();
        api.lease(new LeaseRequest("w", "cpu", 1, 1, List.of(), 0));
        FailingOnce failing = new FailingOnce(transactions);
        LeaseExpiry expiry = new LeaseExpiry(attempts, stopRequests, retries, queue, failing, lease, clock, wakeups);
        expiry.look();
        clock.forward(Duration.ofHours(8));

        failing.armed = true;
        assertThatExceptionOfType(CannotCreateTransactionException.class).isThrownBy(expiry::look);
        clock.forward(Duration.ofSeconds(5));
        expiry.look();

        assertThat(service.job(id).path("state").asString()).isEqualTo("RUNNING");
    }

    private static final class FailingOnce extends TransactionTemplate {

        private static final long serialVersionUID = 1L;

        private boolean armed;

        FailingOnce(PlatformTransactionManager transactions) {
            super(transactions);
        }

        @Override
        public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
            if (armed) {
                armed = false;
                throw new CannotCreateTransactionException("the database is away");
            }
            return super.execute(action);
        }
    }
}
