package dev.taskq.simulation.world;

import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;

/** The calls of a port, by method. For the running actor only. */
final class CountedCalls {
    private final Map<String, Integer> calls = new TreeMap<>();

    StorePort around(StorePort store) {
        return around("", StorePort.class, store);
    }

    QueuePort around(QueuePort queue) {
        return around("", QueuePort.class, queue);
    }

    private static boolean isChapter(Method method) {
        return method.getDeclaringClass() == StorePort.class
                && method.getReturnType().isInterface();
    }

    private <T> T around(String name, Class<T> port, Object target) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, given) -> {
                    boolean isChapter = isChapter(method);
                    if (!isChapter && !method.getName().equals("carriesHints")) {
                        calls.merge(name + method.getName(), 1, Integer::sum);
                    }
                    try {
                        Object answer = method.invoke(target, given);
                        return isChapter ? around(method.getName() + ".", method.getReturnType(), answer) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    void clear() {
        calls.clear();
    }

    int of(String method) {
        return calls.getOrDefault(method, 0);
    }

    int aMinuteOf(int minutes, String method) {
        return calls.getOrDefault(method, 0) / minutes;
    }

    int allAMinuteOf(int minutes) {
        return calls.values().stream().mapToInt(Integer::intValue).sum() / minutes;
    }

    @Override
    public String toString() {
        return calls.toString();
    }
}
