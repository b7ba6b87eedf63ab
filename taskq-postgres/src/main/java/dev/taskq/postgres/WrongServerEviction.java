package dev.taskq.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** Makes the pool discard connections to a server that accepts no writes, besides broken ones. */
final class WrongServerEviction implements SQLExceptionOverride {
    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException e) {
        return Failures.isReadOnly(e)
                ? SQLExceptionOverride.Override.MUST_EVICT
                : SQLExceptionOverride.Override.CONTINUE_EVICT;
    }
}
