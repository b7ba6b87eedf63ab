/** Keeps tasks in Postgres. */
module dev.taskq.postgres {
    requires transitive dev.taskq.core;
    requires transitive java.sql;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires com.zaxxer.hikari;
    requires org.jooq;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports dev.taskq.postgres;
}
