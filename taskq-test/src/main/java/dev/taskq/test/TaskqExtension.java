package dev.taskq.test;

import dev.taskq.TaskHandler;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.coordinator.Tasks;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test of JUnit a {@link TaskqTester} of its own, which knows no task.
 *
 * <p>It is the value of a field with {@code @RegisterExtension}:
 *
 * <pre>{@code
 * static final TaskqExtension TASKQ = TaskqExtension.builder().handler(new ShipHandler(carrier)).build();
 * }</pre>
 *
 * <p>Test methods, and those with {@code @BeforeEach} and {@code @AfterEach}, may have parameters of these classes:
 * {@link TaskqTester}, {@link Coordinator}, {@link Tasks}, {@link TaskSubmitter}. It works with JUnit 5.10 and later, and with
 * JUnit 6. Thread-safe: tests may run at the same time.
 */
public final class TaskqExtension implements BeforeEachCallback, ParameterResolver {
    private static final Map<Class<?>, Function<TaskqTester, Object>> GIVEN = Map.of(
            TaskqTester.class, tester -> tester,
            Coordinator.class, TaskqTester::coordinator,
            Tasks.class, TaskqTester::tasks,
            TaskSubmitter.class, TaskqTester::submitter);

    private final TaskqTesterBuilder builder;
    private final ExtensionContext.Namespace namespace = ExtensionContext.Namespace.create(TaskqExtension.class, this);

    private TaskqExtension(TaskqTesterBuilder builder) {
        this.builder = builder;
    }

    /**
     * Begins to make an extension.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(namespace).put(TaskqTester.class, builder.build());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Executable method = parameter.getDeclaringExecutable();
        return method instanceof Method
                && context.getTestMethod().isPresent()
                && GIVEN.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TaskqTester tester = Objects.requireNonNull(
                context.getStore(namespace).get(TaskqTester.class, TaskqTester.class), "made before each test");
        return Objects.requireNonNull(GIVEN.get(parameter.getParameter().getType()))
                .apply(tester);
    }

    /** Makes an extension. For one thread. */
    public static final class Builder {
        private final TaskqTesterBuilder tester = TaskqTester.builder();

        private Builder() {}

        /**
         * Adds a handler, which all tests share. Without any handler, submitted tasks wait.
         *
         * @param handler the only one of its type
         * @return this
         */
        public Builder handler(TaskHandler<?> handler) {
            tester.handler(handler);
            return this;
        }

        /**
         * Adds a handler that uses the coordinator, such as one that submits further tasks. Each test has one of its own.
         *
         * @param handler makes the handler
         * @return this
         */
        public Builder handler(Function<Tasks, ? extends TaskHandler<?>> handler) {
            tester.handler(handler);
            return this;
        }

        /**
         * Sets the settings of the coordinator, such as its limits.
         *
         * @param value the settings; {@link CoordinatorConfig#DEFAULTS} by default
         * @return this
         */
        public Builder config(CoordinatorConfig value) {
            tester.config(value);
            return this;
        }

        /**
         * Sets the time at which the clock of each test begins.
         *
         * @param value the time; the machine's time by default
         * @return this
         */
        public Builder startingAt(Instant value) {
            tester.startingAt(value);
            return this;
        }

        /**
         * Makes the extension.
         *
         * @return the extension, for a field with {@code @RegisterExtension}
         */
        public TaskqExtension build() {
            return new TaskqExtension(tester);
        }
    }
}
