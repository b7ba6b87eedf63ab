package dev.taskq.postgres;

import java.sql.SQLException;
import java.util.UUID;

/** A role that has only the rights that a test grants; dropped when closed. */
final class Role implements AutoCloseable {
    static final String PASSWORD = "right";

    private final TestDatabase database;
    private final String name = "role_" + UUID.randomUUID().toString().replace("-", "");

    private Role(TestDatabase database) {
        this.database = database;
    }

    static Role in(TestDatabase database) throws SQLException {
        Role role = new Role(database);
        database.execute("create role " + role.name + " login password '" + PASSWORD + "'");
        return role;
    }

    String name() {
        return name;
    }

    /** Grants rights, such as {@code usage on schema taskq}. */
    void may(String rights) throws SQLException {
        database.execute("grant " + rights + " to " + name);
    }

    PostgresConfig config() {
        return PostgresConfig.of(database.config().jdbcUrl(), name, PASSWORD).withPoolSize(2);
    }

    @Override
    public void close() throws SQLException {
        database.execute("drop owned by " + name + "; drop role " + name);
    }
}
