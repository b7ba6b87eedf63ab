package dev.taskq.console;

import dev.taskq.spi.Inspections;
import dev.taskq.spi.Schedules;
import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A store one call of which has another answer. */
final class Replaced {
    private Replaced() {}

    /** Answers a call of the store's inspections, by its name. */
    static StorePort inspection(StorePort store, String call, Supplier<?> answer) {
        return inspection(store, call, given -> Optional.of(answer.get()));
    }

    /** Answers some calls of the store's inspections, by their name and their first argument. */
    static StorePort inspection(StorePort store, String call, Function<Object, Optional<?>> answer) {
        Inspections inspections = instead(Inspections.class, store.inspections(), call, answer);
        return instead(StorePort.class, store, "inspections", given -> Optional.of(inspections));
    }

    /** Answers some calls of the store's schedules, by their name and their first argument. */
    static StorePort schedules(StorePort store, String call, Function<Object, Optional<?>> answer) {
        Schedules schedules = instead(Schedules.class, store.schedules(), call, answer);
        return instead(StorePort.class, store, "schedules", given -> Optional.of(schedules));
    }

    private static <T> T instead(Class<T> port, T real, String call, Function<Object, Optional<?>> answer) {
        return port.cast(Proxy.newProxyInstance(
                Replaced.class.getClassLoader(), new Class<?>[] {port}, (proxy, method, given) -> {
                    Optional<?> other = method.getName().equals(call)
                            ? answer.apply(given == null ? "" : given[0])
                            : Optional.empty();
                    try {
                        return other.isPresent() ? other.get() : method.invoke(real, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
