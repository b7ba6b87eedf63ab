package dev.taskq.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes resources in the reverse order of their creation. A resource that fails to close does not keep the others
 * open. Not thread-safe.
 */
public final class CloseStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

    private final Deque<Item> items = new ArrayDeque<>();

    private record Item(String name, AutoCloseable closeable) {}

    /** Creates an empty stack. */
    public CloseStack() {}

    /**
     * Adds a resource.
     *
     * @param name the resource's name in the log
     * @param closeable the resource
     * @param <T> its class
     * @return the resource
     */
    public <T extends AutoCloseable> T push(String name, T closeable) {
        items.push(new Item(name, closeable));
        return closeable;
    }

    /** Closes all resources, the last one first. */
    @Override
    public void close() {
        while (!items.isEmpty()) {
            Item item = items.pop();
            try {
                item.closeable().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("closing a part failed, continuing with the next part={}", item.name(), e);
            }
        }
    }
}
