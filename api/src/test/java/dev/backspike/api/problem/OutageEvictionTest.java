package dev.backspike.api.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.api.ErrorCode;
import org.h2.message.DbException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageEvictionTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aPoolWhoseDatabaseHasClosedItselfOpensItAnewAndNothingCommittedIsLost() throws SQLException {
        String url = "jdbc:h2:file:" + folder.resolve("db") + ";WRITE_DELAY=0";
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(url);
        settings.setMaximumPoolSize(1);
        settings.setExceptionOverrideClassName(OutageEviction.class.getName());
        try (HikariDataSource pool = new HikariDataSource(settings)) {
            execute(pool, "create table kept (id int)");
            execute(pool, "insert into kept values (7)");
            try (Connection other = DriverManager.getConnection(url);
                    Statement statement = other.createStatement()) {
                statement.execute("shutdown immediately");
            }

            assertThatThrownBy(() -> execute(pool, "insert into kept values (8)"))
                    .isInstanceOf(SQLException.class)
                    .satisfies(e -> assertThat(DatabaseOutage.causes(e)).isTrue());

            try (Connection next = pool.getConnection();
                    Statement statement = next.createStatement();
                    ResultSet rows = statement.executeQuery("select id from kept")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(7);
                assertThat(rows.next()).isFalse();
            }
        }
    }

    @Test
    void theFirstWriteOnAFullDiskIsAnOutageAndADefectOfAStatementIsNot() {
        SQLException full =
                DbException.convert(new IOException("No space left on device")).getSQLException();
        SQLException general = DbException.get(
                        ErrorCode.GENERAL_ERROR_1, new IOException("No space left on device"), "write")
                .getSQLException();
        SQLException defect = DbException.get(ErrorCode.GENERAL_ERROR_1, "x").getSQLException();

        assertThat(DatabaseOutage.causes(full)).isTrue();
        assertThat(DatabaseOutage.causes(new IllegalStateException(general))).isTrue();
        assertThat(DatabaseOutage.causes(new SQLException("Connection is closed")))
                .isTrue();
        assertThat(DatabaseOutage.causes(defect)).isFalse();
    }

    private static void execute(HikariDataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
