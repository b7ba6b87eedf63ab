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

/** The way to the generated tables. */
final class Jooq {
    static {
        // What jOOQ says of itself once in each JVM would stand in the application's log: its logo, a tip, and which
        // versions of
        // Postgres it knows.
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

    /** Any of many values, sent as one array: the statement is the same for every number. */
    static QuantifiedSelect<Record1<Long>> anyOf(Collection<Long> ids) {
        return any(val(ids.toArray(Long[]::new)));
    }

    /** Any of many names. */
    static QuantifiedSelect<Record1<String>> anyName(Collection<String> names) {
        return any(val(names.toArray(String[]::new)));
    }
}
