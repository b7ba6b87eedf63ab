package dev.taskq.console;

import dev.taskq.spi.Inspections;
import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/** A store one call of which has another answer. */
final class Replaced {
    private Replaced() {}

    /** Answers a call of the store's inspections, by its name. */
    static StorePort inspection(StorePort store, String call, Supplier<?> answer) {
        Inspections inspections = instead(Inspections.class, store.inspections(), call, answer);
        return instead(StorePort.class, store, "inspections", () -> inspections);
    }

    private static <T> T instead(Class<T> port, T real, String call, Supplier<?> answer) {
        return port.cast(Proxy.newProxyInstance(
                Replaced.class.getClassLoader(), new Class<?>[] {port}, (proxy, method, given) -> {
                    try {
                        return method.getName().equals(call) ? answer.get() : method.invoke(real, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
