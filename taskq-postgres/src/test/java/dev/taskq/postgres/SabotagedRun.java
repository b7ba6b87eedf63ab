package dev.taskq.postgres;

import dev.taskq.postgres.Removals.Removal;
import dev.taskq.testkit.TestTimeouts;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests against an altered statement until one of them fails. */
final class SabotagedRun {
    /** The limit for a test: without a lock or a condition a statement may wait forever. */
    private static final String LONGEST = TestTimeouts.LONG.toSeconds() + " s";

    private final TestDatabase database;
    private final AlteredClasses classes;

    /**
     * A run of one removal. Only one runs at a time on a database.
     *
     * @param database the database of the tests
     * @param removal the removal
     */
    SabotagedRun(TestDatabase database, Removal removal) {
        this.database = database;
        classes = new AlteredClasses(removal, database.backend());
    }

    /**
     * The result of a run.
     *
     * @param by the failed test: its class and method
     * @param failure its failure
     */
    record Noticed(String by, Throwable failure) {
        /** With what Postgres said, which the failure itself may not tell. */
        @Override
        public String toString() {
            StringBuilder told = new StringBuilder("by " + by + ": " + failure);
            for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                told.append(", by ").append(cause);
            }
            return told.toString();
        }

        /** Whether Postgres refused the statement, so that nothing was tested. */
        boolean isNoStatement() {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException e
                        && e.getSQLState() != null
                        && e.getSQLState().startsWith("42")) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Tests, each named by its class and method. */
    Optional<Noticed> tests(Collection<String> names) throws SQLException {
        return run(names.stream().flatMap(this::test).toList());
    }

    /** All tests of a class. */
    Optional<Noticed> all(String name) throws SQLException {
        return run(List.of(DiscoverySelectors.selectClass(load(name))));
    }

    private Stream<? extends DiscoverySelector> test(String name) {
        int hash = name.indexOf('#');
        Class<?> type = load(name.substring(0, hash));
        return ReflectionSupport.findMethods(
                        type,
                        method -> isTest(method) && method.getName().equals(name.substring(hash + 1)),
                        HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .map(method -> DiscoverySelectors.selectMethod(type, method));
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
    }

    private Class<?> load(String name) {
        try {
            return classes.loadClass(SabotagedRun.class.getPackageName() + "." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Optional<Noticed> run(List<? extends DiscoverySelector> selectors) throws SQLException {
        forgetTheLastRun();
        LauncherDiscoveryRequest tests = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .filters(TagFilter.excludeTags("full"))
                .configurationParameter("junit.jupiter.execution.timeout.testable.method.default", LONGEST)
                .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "separate_thread")
                .build();
        FirstFailure first = new FirstFailure();
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .enableLauncherSessionListenerAutoRegistration(false)
                        .build())
                .execute(LauncherExecutionRequestBuilder.request(tests)
                        .cancellationToken(first.token)
                        .listeners(first)
                        .build());
        return Optional.ofNullable(first.noticed.get());
    }

    /** A failed test may have left a transaction open, a trigger, rows, or a sequence at its end, with which no later test can work. */
    private void forgetTheLastRun() throws SQLException {
        database.execute("""
                select pg_terminate_backend(pid, 5000) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid();
                drop trigger if exists gate on taskq.tasks
                """);
        database.clear();
        // Deleted rows would leave the tables as large as they were, and some tests look at sizes and plans.
        database.execute("""
                truncate taskq.tasks, taskq.task_attempts, taskq.task_progress, taskq.types, taskq.schedules, taskq.type_history,
                  taskq.sessions, taskq.session_status, taskq.heartbeats, taskq.operations, taskq.audit
                """);
        database.execute("""
                select setval(c.oid::regclass, 1, false) from pg_class c
                where c.relkind = 'S' and c.relnamespace = 'taskq'::regnamespace
                """);
    }

    /** Ends the run at the first test that fails. */
    private static final class FirstFailure implements TestExecutionListener {
        private final CancellationToken token = CancellationToken.create();
        private final AtomicReference<@Nullable Noticed> noticed = new AtomicReference<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result.getThrowable().ifPresent(failure -> {
                noticed.compareAndSet(null, new Noticed(name(test), failure));
                token.cancel();
            });
        }

        private static String name(TestIdentifier test) {
            if (test.getSource().orElse(null) instanceof MethodSource method) {
                String type = method.getClassName();
                return type.substring(type.lastIndexOf('.') + 1) + "#" + method.getMethodName();
            }
            return test.getDisplayName();
        }
    }
}
