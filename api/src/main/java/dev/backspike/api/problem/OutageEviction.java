package dev.backspike.api.problem;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Takes connections out of the pool whose H2 database has closed itself, as it does once it cannot write. The next
 * connection opens the database anew; without this the pool would hand out the dead ones for ever. Public with a public
 * constructor, because the pool makes it by name.
 */
public final class OutageEviction implements SQLExceptionOverride {

    public OutageEviction() {}

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return DatabaseOutage.closesDatabase(failure) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
