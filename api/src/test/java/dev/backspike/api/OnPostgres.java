package dev.backspike.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.test.context.ContextConfiguration;

/**
 * The tests of the superclass, on PostgreSQL instead of H2. They are left out, with the reason, where no PostgreSQL
 * server can be started; with the environment variable BACKSPIKE_REQUIRE_POSTGRES=true they fail instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PostgresServer.class)
@AddLifecycleHook(PostgresServer.class) // the same for jqwik
@ContextConfiguration(initializers = PostgresServer.class)
public @interface OnPostgres {}
