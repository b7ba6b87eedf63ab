package dev.taskq.simulation.world;

import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A port that makes each call two switching points: one before it takes effect, one before its answer arrives.
 *
 * @param simulation the run
 * @param name the port's name, for traces
 * @param target the wrapped port
 */
record SimulatedPort(Simulation simulation, String name, Object target) implements InvocationHandler {
    /** Methods that are no round trip. */
    private static final Set<String> LOCAL =
            Set.of("carriesHints", "close", "equals", "hashCode", "sameProcess", "toString");

    static <P> P around(Simulation simulation, String name, Class<P> port, P target) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, new SimulatedPort(simulation, name, target)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (LOCAL.contains(method.getName())) {
            return call(method, arguments);
        }
        if (method.getDeclaringClass() == StorePort.class
                && method.getReturnType().isInterface()) {
            return chapter(method, method.getReturnType());
        }
        simulation.yieldPoint(name + "." + method.getName());
        try {
            return call(method, arguments);
        } finally {
            simulation.yieldPoint(name + "." + method.getName() + " done");
        }
    }

    private <C> C chapter(Method method, Class<C> chapter) throws Throwable {
        C made = chapter.cast(Objects.requireNonNull(call(method, null)));
        return around(simulation, name + "." + method.getName(), chapter, Objects.requireNonNull(made));
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
