package dev.backspike.api.problem;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Distinguishes failures of the database as a whole from failures of a statement. */
public final class DatabaseOutage {

    /**
     * Classes of SQL states: 08 connection, 53 insufficient resources (disk full, too many connections), 57 operator
     * intervention (shutdown, statement timeout), 58 system error; 90 is specific to H2.
     */
    private static final Set<String> CLASSES = Set.of("08", "53", "57", "58");

    /** H2 error codes: disk full or another I/O failure, file corrupted, and database or connection closed. */
    private static final Set<Integer> H2_CODES = Set.of(90007, 90028, 90030, 90031, 90067, 90098, 90121, 90131, 57014);

    /** What the pool says of a connection that it has taken out while a transaction used it; it gives no code. */
    private static final String EVICTED = "Connection is closed";

    private static final int H2_GENERAL_ERROR = 50000;

    private DatabaseOutage() {}

    /** Whether the database or the connection to it has failed, so that a later attempt can succeed. */
    public static boolean causes(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isOutage(sql)) {
                return true;
            }
        }
        return false;
    }

    /** Whether H2 has closed its database, or closes it because it could not write to its file. */
    static boolean closesDatabase(SQLException failure) {
        return H2_CODES.contains(failure.getErrorCode()) || isWriteFailure(failure);
    }

    /** H2 reports the first write that fails, on a full disk say, as a general error. */
    private static boolean isWriteFailure(SQLException failure) {
        if (failure.getErrorCode() != H2_GENERAL_ERROR) {
            return false;
        }
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
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
                || closesDatabase(failure)
                || EVICTED.equals(failure.getMessage())
                || (state != null && state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
    }
}
