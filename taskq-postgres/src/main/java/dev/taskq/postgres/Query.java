package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement of the hot path: one {@code .sql} resource with parameters named {@code :name}. Immutable.
 *
 * Values are bound with their type, many of them as one array: so the text and the plan are the same for every number
 * of rows. A frequent statement reads each array by a sub-select, {@code (select :ids)}. Postgres cannot see into it, so it keeps
 * one plan, and does not plan every call: a plan for the few elements that it sees would look cheaper than the kept one.
 */
final class Query {
    private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
    /** Excludes casts, which have two colons. */
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z][a-z_]*)");

    private final String sql;
    private final List<String> parameters;

    private Query(String sql, List<String> parameters) {
        this.sql = sql;
        this.parameters = parameters;
    }

    static Query load(String name) {
        return parse(name, Resource.text("sql/" + name + ".sql"));
    }

    private static Query parse(String name, String text) {
        List<String> parameters = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(COMMENT.matcher(text).replaceAll("").strip());
        String sql = matcher.replaceAll(found -> {
            parameters.add(found.group(1));
            return "?";
        });
        return new Query("/* taskq " + name + " */ " + sql, List.copyOf(parameters));
    }

    /**
     * This statement and the next one, which are sent together and run in one transaction, where both have their own
     * snapshot. A parameter of both has one value.
     */
    Query then(Query next) {
        List<String> both = new ArrayList<>(parameters);
        both.addAll(next.parameters);
        return new Query(sql + ";" + next.sql, List.copyOf(both));
    }

    /**
     * This statement, planned for the values of each call as long as that plan is cheaper. For connections without taskq's
     * settings, where a kept plan may read a whole table that was small when it was made.
     */
    Query withoutKeptPlan() {
        return new Query(sql.replace("(select ?)", "?"), parameters);
    }

    /** The text as it is sent, with a question mark for each parameter. */
    String sql() {
        return sql;
    }

    /** The parameters' names in the order of the question marks; a name may occur several times. */
    List<String> parameters() {
        return parameters;
    }

    /** Begins a call, which ends with its {@code rows}, {@code row} or {@code update}. */
    Call on(Connection connection) throws SQLException {
        return new Call(connection, connection.prepareStatement(sql));
    }

    /** One call of the statement. For one thread. */
    final class Call {
        private final Connection connection;
        private final PreparedStatement statement;

        private Call(Connection connection, PreparedStatement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        Call set(String name, long value) throws SQLException {
            return bind(name, place -> statement.setLong(place, value));
        }

        Call set(String name, int value) throws SQLException {
            return bind(name, place -> statement.setInt(place, value));
        }

        Call set(String name, boolean value) throws SQLException {
            return bind(name, place -> statement.setBoolean(place, value));
        }

        Call set(String name, String value) throws SQLException {
            return bind(name, place -> statement.setString(place, value));
        }

        Call set(String name, Instant value) throws SQLException {
            return bind(name, place -> statement.setObject(place, Stamps.toSql(value), Types.TIMESTAMP_WITH_TIMEZONE));
        }

        Call longs(String name, List<? extends @Nullable Long> values) throws SQLException {
            return array(name, "int8", values.toArray(Long[]::new));
        }

        Call ints(String name, List<? extends @Nullable Integer> values) throws SQLException {
            return array(name, "int4", values.toArray(Integer[]::new));
        }

        Call doubles(String name, List<Double> values) throws SQLException {
            return array(name, "float8", values.toArray(Double[]::new));
        }

        Call texts(String name, List<? extends @Nullable String> values) throws SQLException {
            return array(name, "text", values.toArray(String[]::new));
        }

        Call booleans(String name, List<Boolean> values) throws SQLException {
            return array(name, "bool", values.toArray(Boolean[]::new));
        }

        Call instants(String name, List<? extends @Nullable Instant> values) throws SQLException {
            return array(
                    name,
                    "timestamptz",
                    values.stream()
                            .map(value -> value == null ? null : Stamps.text(value))
                            .toArray(String[]::new));
        }

        /** Reads all rows and ends the call. */
        <T> List<T> rows(Reader<T> reader) throws SQLException {
            try (PreparedStatement completion = statement;
                    ResultSet found = completion.executeQuery()) {
                return all(found, reader);
            }
        }

        /** Reads all rows of two statements and ends the call. */
        <A, B> Both<A, B> rows(Reader<A> first, Reader<B> second) throws SQLException {
            try (PreparedStatement completion = statement) {
                completion.execute();
                List<A> ofFirst = result(completion, first);
                completion.getMoreResults();
                return new Both<>(ofFirst, result(completion, second));
            }
        }

        private static <T> List<T> result(PreparedStatement completion, Reader<T> reader) throws SQLException {
            try (ResultSet found = completion.getResultSet()) {
                return all(found, reader);
            }
        }

        private static <T> List<T> all(ResultSet found, Reader<T> reader) throws SQLException {
            List<T> rows = new ArrayList<>();
            Row row = new Row(found);
            while (found.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        }

        /** Reads the only row and ends the call. */
        <T> T row(Reader<T> reader) throws SQLException {
            return rows(reader).getFirst();
        }

        /** Changes rows, ends the call, and returns the number of rows. */
        int update() throws SQLException {
            try (PreparedStatement completion = statement) {
                return completion.executeUpdate();
            }
        }

        /** The driver sends an array whose class and type it knows in binary form, and an {@code Object[]} as text. */
        private Call array(String name, String type, @Nullable Object[] values) throws SQLException {
            var array = connection.createArrayOf(type, values);
            return bind(name, place -> statement.setArray(place, array));
        }

        private Call bind(String name, Binder binder) throws SQLException {
            boolean bound = false;
            try {
                for (int i = 0; i < parameters.size(); i++) {
                    if (parameters.get(i).equals(name)) {
                        binder.bind(i + 1);
                        bound = true;
                    }
                }
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
            if (!bound) {
                throw new IllegalArgumentException("no parameter " + name);
            }
            return this;
        }
    }

    /** The rows of two statements. */
    record Both<A, B>(List<A> first, List<B> second) {}

    /** Converts a row to a value. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    @FunctionalInterface
    private interface Binder {
        void bind(int place) throws SQLException;
    }

    /** The current row. */
    static final class Row {
        private final ResultSet found;

        private Row(ResultSet found) {
            this.found = found;
        }

        long number(String column) throws SQLException {
            return found.getLong(column);
        }

        int integer(String column) throws SQLException {
            return found.getInt(column);
        }

        boolean flag(String column) throws SQLException {
            return found.getBoolean(column);
        }

        String text(String column) throws SQLException {
            return found.getString(column);
        }

        Optional<String> someText(String column) throws SQLException {
            return Optional.ofNullable(found.getString(column));
        }

        Instant instant(String column) throws SQLException {
            return found.getObject(column, OffsetDateTime.class).toInstant();
        }

        Optional<Instant> someInstant(String column) throws SQLException {
            return Optional.ofNullable(found.getObject(column, OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant);
        }

        boolean has(String column) throws SQLException {
            return found.getObject(column) != null;
        }

        /** The elements of an array; empty if it is null. */
        <E> List<E> elements(String column, Class<E> type) throws SQLException {
            var array = found.getArray(column);
            if (array == null) {
                return List.of();
            }
            return Arrays.stream((Object[]) array.getArray()).map(type::cast).toList();
        }
    }
}
