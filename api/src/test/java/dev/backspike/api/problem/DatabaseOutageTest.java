package dev.backspike.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseOutageTest {

    @ParameterizedTest
    @CsvSource({
        "08006, 0", // PostgreSQL: connection failure
        "53100, 0", // PostgreSQL: disk full
        "57P01, 0", // PostgreSQL: shutdown by the administrator
        "57014, 0", // statement timeout
        "90098, 90098", // H2: the database has been closed
        "90031, 90031" // H2: I/O failure
    })
    void failuresOfTheDatabaseAsAWholeAreOutages(String state, int code) {
        assertThat(DatabaseOutage.causes(new IllegalStateException(new SQLException("x", state, code))))
                .isTrue();
    }

    @Test
    void aPoolWithoutAConnectionIsAnOutage() {
        assertThat(DatabaseOutage.causes(new SQLTransientConnectionException("timed out after 10000 ms")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "23505, 23505", // unique violation
        "42000, 42000", // syntax
        "40001, 0" // serialisation failure
    })
    void failuresOfAStatementAreNot(String state, int code) {
        assertThat(DatabaseOutage.causes(new SQLException("x", state, code))).isFalse();
    }

    @Test
    void neitherAreErrorsOfOtherKinds() {
        assertThat(DatabaseOutage.causes(new IllegalStateException("x"))).isFalse();
        assertThat(DatabaseOutage.causes(new SQLSyntaxErrorException("x"))).isFalse();
    }
}
