package dev.taskq.agent;

import dev.taskq.TaskHandler;
import dev.taskq.spi.Claim;
import dev.taskq.spi.Hint;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The handlers of an agent, one for each type. Immutable. */
final class Handlers {
    private final Map<String, Served<?>> byType;

    Handlers(Collection<? extends TaskHandler<?>> handlers) {
        if (handlers.isEmpty()) {
            throw new IllegalArgumentException("an agent needs a handler");
        }
        byType = new TreeMap<>();
        for (TaskHandler<?> handler : handlers) {
            Served<?> served = Served.of(handler);
            Served<?> other = byType.put(served.type().name(), served);
            if (other != null) {
                throw new IllegalArgumentException("two handlers for type "
                        + served.type().name() + ": "
                        + other.handler().getClass().getName() + " and "
                        + handler.getClass().getName());
            }
        }
    }

    List<String> types() {
        return List.copyOf(byType.keySet());
    }

    Served<?> of(String type) {
        Served<?> handler = byType.get(type);
        if (handler == null) {
            throw new IllegalArgumentException("no handler for type " + type);
        }
        return handler;
    }

    /** What a claim says of tasks of these types. */
    List<Claim.Item> items(List<Hint> hints) {
        return hints.stream()
                .map(hint -> Claim.Item.of(hint.id(), of(hint.type()).type().defaults()))
                .toList();
    }
}
