package dev.taskq.simulation.world;

import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;

/** A port each of whose calls takes a fixed time, half of it before its effect and half of it after. */
record TimedCalls(Simulation simulation, Duration time) {
    /** The queue in memory sends nothing without a wait. */
    private static final Set<String> LOCAL = Set.of("carriesHints", "close", "sameProcess", "send");

    <T> T around(Class<T> port, Object target) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, given) -> {
                    if (port == StorePort.class && method.getReturnType().isInterface()) {
                        return LOCAL.contains(method.getName())
                                ? call(target, method, given)
                                : around(method.getReturnType(), call(target, method, given));
                    }
                    if (LOCAL.contains(method.getName())) {
                        return call(target, method, given);
                    }
                    simulation.pass(time.dividedBy(2), method.getName());
                    Object answer = call(target, method, given);
                    simulation.pass(time.dividedBy(2), method.getName() + " done");
                    return answer;
                }));
    }

    static Object call(Object target, Method method, Object[] given) throws Throwable {
        try {
            return method.invoke(target, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
