package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No method of the interface is forgotten, also none that is added later. */
class ForwardingTaskContextTest {
    private static final Map<Class<?>, Object> VALUES = Map.of(
            long.class,
            7L,
            int.class,
            3,
            boolean.class,
            true,
            double.class,
            0.5,
            String.class,
            "text",
            Optional.class,
            Optional.empty(),
            Duration.class,
            Duration.ofSeconds(5),
            Map.class,
            Map.of("a", "b"),
            Class.class,
            String.class,
            Object.class,
            "value");

    private final List<String> calls = new ArrayList<>();
    private final TaskContext other = proxy(TaskContext.class, (method, arguments) -> {
        calls.add(method.getName() + Arrays.toString(arguments));
        return VALUES.get(method.getReturnType());
    });
    private final TaskContext forwarding = new ForwardingTaskContext(other) {};

    private interface Answer {
        @Nullable
        Object to(Method method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(method, arguments == null ? new Object[0] : arguments)));
    }

    static Stream<Method> methods() {
        return Arrays.stream(TaskContext.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()));
    }

    private static Object value(Class<?> type) {
        return type == Connection.class
                ? proxy(Connection.class, (method, arguments) -> "connection")
                : Optional.ofNullable(VALUES.get(type)).orElseThrow(() -> new AssertionError("a value of " + type));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyCallIsPassedOnAndAnswered(Method method) throws Exception {
        assertThat(ForwardingTaskContext.class
                        .getMethod(method.getName(), method.getParameterTypes())
                        .getDeclaringClass())
                .isEqualTo(ForwardingTaskContext.class);
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(ForwardingTaskContextTest::value)
                .toArray();

        Object answer = method.invoke(forwarding, arguments);

        assertThat(answer).isEqualTo(VALUES.get(method.getReturnType()));
        assertThat(calls).singleElement().asString().startsWith(method.getName() + "[");
        assertThat(calls.getFirst()).contains(Arrays.toString(arguments).replaceAll("]$", ""));
    }

    @Test
    void aChangedCompletionIsAlsoThatWithoutAResult() throws Exception {
        List<Object> results = new ArrayList<>();
        TaskContext changed = new ForwardingTaskContext(other) {
            @Override
            public void complete(Connection connection, @Nullable Object result) {
                results.add(Optional.ofNullable(result));
            }
        };

        changed.complete((Connection) value(Connection.class));

        assertThat(results).containsExactly(Optional.empty());
        assertThat(calls).isEmpty();
    }
}
