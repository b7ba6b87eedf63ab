package dev.taskq.postgres;

import java.sql.SQLException;

/** The server's rules for logins, with a password for some roles. Closing restores the earlier rules. */
final class AccessRules implements AutoCloseable {
    private final TestDatabase database;
    private final String before;

    private AccessRules(TestDatabase database, String before) {
        this.database = database;
        this.before = before;
    }

    static AccessRules passwordFor(TestDatabase database, String... roles) throws SQLException {
        String before = database.query("select pg_read_file(current_setting('hba_file'))")
                .getFirst();
        AccessRules rules = new AccessRules(database, before);
        rules.write("host all " + String.join(",", roles) + " all scram-sha-256\n" + before);
        return rules;
    }

    private void write(String text) throws SQLException {
        String file = database.query("show hba_file").getFirst();
        String rows = "select unnest(string_to_array($$" + text.strip() + "$$, chr(10)))";
        database.execute("copy (" + rows + ") to '" + file + "' with (format csv, quote E'\\x01', delimiter E'\\x02')");
        database.query("select pg_reload_conf()");
    }

    @Override
    public void close() throws SQLException {
        write(before);
    }
}
