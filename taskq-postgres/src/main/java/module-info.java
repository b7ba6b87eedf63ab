/** Keeps tasks in Postgres. */
// The package opened holds files only, which the compiler takes for a mistake.
@SuppressWarnings("opens")
module dev.taskq.postgres {
    requires transitive dev.taskq.core;
    requires static org.jspecify;
    requires java.sql;
    requires com.zaxxer.hikari;
    requires flyway.core;
    requires org.jooq;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports dev.taskq.postgres;

    // Flyway reads the migrations.
    opens dev.taskq.postgres.migration;
}
