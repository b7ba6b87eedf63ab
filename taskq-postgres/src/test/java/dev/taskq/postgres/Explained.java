package dev.taskq.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A source of connections that explains every statement before it runs, with the same values, in a transaction that is
 * rolled back. Keeps the costs.
 */
final class Explained {
    private static final Pattern NAME = Pattern.compile("/\\* taskq (\\w+) \\*/");
    private static final Pattern TASKS_NODE =
            Pattern.compile("Scan.* on (?:succeeded_)?tasks\\b.*\\(actual time=.* rows=([0-9.]+) loops=([0-9]+)\\)");
    private static final Pattern FILTERED = Pattern.compile("Rows Removed by Filter: ([0-9]+)");
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared(?: hit=([0-9]+))?(?: read=([0-9]+))?");
    private static final Pattern TIME = Pattern.compile("Execution Time: ([0-9.]+) ms");

    private final DataSource source;
    private final List<Cost> costs = new ArrayList<>();

    Explained(DataSource source) {
        this.source = source;
    }

    /**
     * The cost of a statement.
     *
     * @param tasks how many rows of tasks its plan read
     * @param buffers how many pages it touched
     */
    record Cost(String name, long tasks, long buffers, double millis, String plan) {}

    /** The statements since the last call. */
    List<Cost> costs() {
        List<Cost> since = List.copyOf(costs);
        costs.clear();
        return since;
    }

    DataSource dataSource() {
        return proxy(
                DataSource.class,
                (proxy, method, arguments) -> method.getName().equals("getConnection")
                        ? connection((Connection) call(source, method, arguments))
                        : call(source, method, arguments));
    }

    private Connection connection(Connection real) {
        return proxy(
                Connection.class,
                (proxy, method, arguments) -> method.getName().equals("prepareStatement")
                        ? statement(real, (String) arguments[0], (PreparedStatement) call(real, method, arguments))
                        : call(real, method, arguments));
    }

    private PreparedStatement statement(Connection connection, String sql, PreparedStatement real) {
        List<Object[]> bound = new ArrayList<>();
        List<Method> setters = new ArrayList<>();
        return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            if (method.getName().startsWith("set") && arguments != null && arguments.length > 1) {
                setters.add(method);
                bound.add(arguments);
            } else if (method.getName().startsWith("execute")) {
                explain(connection, sql, setters, bound);
            }
            return call(real, method, arguments);
        });
    }

    private void explain(Connection connection, String sql, List<Method> setters, List<Object[]> bound)
            throws Throwable {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        Savepoint before = connection.setSavepoint();
        List<String> statements = List.of(sql.split(";(?=/\\* taskq)"));
        String together = statements.stream()
                .map(each -> "explain (analyze, buffers) " + each)
                .collect(Collectors.joining("; "));
        try (PreparedStatement explain = connection.prepareStatement(together)) {
            for (int i = 0; i < setters.size(); i++) {
                call(explain, setters.get(i), bound.get(i));
            }
            explain.execute();
            for (String each : statements) {
                costs.add(read(each, explain));
                explain.getMoreResults();
            }
        } finally {
            connection.rollback(before);
            if (autoCommit) {
                connection.rollback();
            }
            connection.setAutoCommit(autoCommit);
        }
    }

    private static Cost read(String sql, PreparedStatement explain) throws SQLException {
        List<String> plan = new ArrayList<>();
        try (ResultSet lines = explain.getResultSet()) {
            while (lines.next()) {
                plan.add(lines.getString(1));
            }
        }
        double tasks = 0;
        long buffers = -1;
        double millis = 0;
        long loops = 0;
        for (String line : plan) {
            Matcher node = TASKS_NODE.matcher(line);
            Matcher filtered = FILTERED.matcher(line);
            Matcher pages = BUFFERS.matcher(line);
            Matcher time = TIME.matcher(line);
            if (node.find()) {
                loops = Long.parseLong(node.group(2));
                tasks += Double.parseDouble(node.group(1)) * loops;
            } else if (line.contains("->")) {
                loops = 0;
            } else if (filtered.find()) {
                tasks += Double.parseDouble(filtered.group(1)) * loops;
            } else if (buffers < 0 && pages.find()) {
                buffers = number(pages.group(1)) + number(pages.group(2));
            } else if (time.find()) {
                millis = Double.parseDouble(time.group(1));
            }
        }
        Matcher name = NAME.matcher(sql);
        return new Cost(
                name.find() ? name.group(1) : sql,
                Math.round(tasks),
                Math.max(0, buffers),
                millis,
                String.join("\n", plan));
    }

    private static long number(String text) {
        return text == null ? 0 : Long.parseLong(text);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
