package dev.backspike.api.problem;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells failures of the database as a whole from failures of a statement. */
final class DatabaseOutage {

    /**
     * Classes of SQL states: 08 connection, 53 insufficient resources (disk full, too many connections), 57 operator
     * intervention (shutdown, statement timeout), 58 system error; 90 are H2's own.
     */
    private static final Set<String> CLASSES = Set.of("08", "53", "57", "58");

    /** H2: disk full or another I/O failure, file corrupted, and database or connection closed since. */
    private static final Set<Integer> H2_CODES = Set.of(90007, 90028, 90030, 90031, 90067, 90098, 90121, 90131, 57014);

    private DatabaseOutage() {}

    /** Whether the database, or the way to it, has failed, so that a later attempt can succeed. */
    static boolean causes(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isOutage(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOutage(SQLException failure) {
        String state = failure.getSQLState();
        return failure instanceof SQLTransientException
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLRecoverableException
                || H2_CODES.contains(failure.getErrorCode())
                || (state != null && state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
    }
}
