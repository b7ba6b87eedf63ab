package dev.taskq.server.rest;

import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store with methods that can be made to fail, each by its name. Thread-safe. */
final class Faults {
    private final Map<String, Supplier<? extends Throwable>> faults = new ConcurrentHashMap<>();

    private final Map<String, Step> steps = new ConcurrentHashMap<>();

    /** The store, which delegates to a working one. */
    StorePort over(StorePort sound) {
        return over(StorePort.class, sound);
    }

    private <T> T over(Class<T> port, Object sound) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(),
                new Class<?>[] {port},
                (proxy, method, arguments) -> isChapter(method)
                        ? over(method.getReturnType(), method.invoke(sound))
                        : call(sound, method, arguments)));
    }

    private static boolean isChapter(Method method) {
        return method.getDeclaringClass() == StorePort.class
                && method.getReturnType().isInterface();
    }

    /** An action that runs before a call is delegated. */
    interface Step {
        void run() throws Exception;
    }

    void watch(String method, Step step) {
        steps.put(method, step);
    }

    void fail(String method, Supplier<? extends Throwable> failure) {
        faults.put(method, failure);
    }

    void heal() {
        faults.clear();
        steps.clear();
    }

    private @Nullable Object call(Object sound, Method method, Object @Nullable [] arguments) throws Throwable {
        Step step = steps.get(method.getName());
        if (step != null) {
            step.run();
        }
        Supplier<? extends Throwable> fault = faults.get(method.getName());
        if (fault != null) {
            throw fault.get();
        }
        try {
            return method.invoke(sound, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
