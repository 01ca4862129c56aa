package dev.backspike.api.security;

import dev.backspike.api.TestService;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/** The whole service with tokens and small quotas, which serves all the tests that carry this. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:secured;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.data.directory=target/test-data/${test.fork:0}/secured-${test.database:h2}",
            "backspike.worker.enabled=false",
            "backspike.lease.check-interval=29s",
            "backspike.sweeps.check-interval=1h",
            "backspike.security.mode=tokens",
            "backspike.quotas.open-jobs=3",
            "backspike.quotas.uploads=20B",
            "backspike.quotas.requests-per-minute=600"
        })
@Import({TestService.class, Clients.class, TestProvider.class})
@interface SecuredServiceTest {}
