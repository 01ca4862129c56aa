package dev.backspike.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/**
 * The whole service on a free port, with an empty database in memory, a stand-in for the numerics and a clock that
 * tests can move. No embedded worker: tests play the worker themselves. One service serves all the tests that carry
 * this.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:service;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.data.directory=target/test-data/${test.fork:0}/${test.database:h2}",
            "backspike.worker.enabled=false",
            "backspike.inspection.mode=embedded",
            "backspike.lease.check-interval=29s",
            "backspike.sweeps.check-interval=1h",
            "backspike.webhooks.check-interval=1h",
            "backspike.webhooks.allowed-hosts=127.0.0.1,localhost",
            "backspike.queue.count=0s",
            "backspike.quotas.job-memory=1GB"
        })
@Import(TestService.class)
public @interface ServiceTest {}
