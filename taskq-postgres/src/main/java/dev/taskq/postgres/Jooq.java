package dev.taskq.postgres;

import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.val;

import java.sql.Connection;
import java.util.Collection;
import org.jooq.DSLContext;
import org.jooq.QuantifiedSelect;
import org.jooq.Record1;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Access to the generated tables. */
final class Jooq {
    static {
        // Keeps jOOQ's own messages, once per JVM, out of the application's log: its logo, a tip, and the versions of
        // Postgres that it supports.
        setIfAbsent("org.jooq.no-logo", "true");
        setIfAbsent("org.jooq.no-tips", "true");
        setIfAbsent("org.jooq.log.org.jooq.impl.DefaultExecuteContext.logVersionSupport", "ERROR");
    }

    private Jooq() {}

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    static DSLContext on(Connection connection) {
        return DSL.using(connection, SQLDialect.POSTGRES);
    }

    /** Any of many ids, sent as one array, so that the statement is the same for every number of ids. */
    static QuantifiedSelect<Record1<Long>> anyOf(Collection<Long> ids) {
        return any(val(ids.toArray(Long[]::new)));
    }

    /** Any of many names, sent as one array. */
    static QuantifiedSelect<Record1<String>> anyName(Collection<String> names) {
        return any(val(names.toArray(String[]::new)));
    }
}
