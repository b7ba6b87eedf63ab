/** Keeps tasks in Postgres. */
// The jar has the descriptor in src/main/relocated instead, which names what Flyway is called there.
// The package opened holds files only, which the compiler takes for a mistake.
@SuppressWarnings("opens")
module dev.taskq.postgres {
    requires transitive dev.taskq.core;
    requires transitive java.sql;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires com.zaxxer.hikari;
    requires flyway.core;
    requires org.jooq;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports dev.taskq.postgres;

    // Flyway reads the migrations.
    opens dev.taskq.postgres.migration;
    // jOOQ makes the records of the tables.
    opens dev.taskq.postgres.generated.tables.records to
            org.jooq;
}
