package dev.taskq.spring;

import dev.taskq.TaskContext;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;

/** An attempt of a test: the first of task 7. */
final class Attempt {
    static final String TRACEPARENT = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";

    private Attempt() {}

    /** One that answers what handlers in tests ask. */
    static TaskContext first() {
        Map<String, Object> answers =
                Map.of("taskId", 7L, "attempt", 1, "key", "taskq-7", "traceparent", Optional.of(TRACEPARENT));
        return (TaskContext) Proxy.newProxyInstance(
                Attempt.class.getClassLoader(),
                new Class<?>[] {TaskContext.class},
                (proxy, method, arguments) -> Optional.ofNullable(answers.get(method.getName()))
                        .orElseThrow(() -> new UnsupportedOperationException(method.getName())));
    }
}
