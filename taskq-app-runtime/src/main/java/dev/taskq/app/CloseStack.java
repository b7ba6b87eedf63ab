package dev.taskq.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be closed, in the reverse order of its making; one that fails does not keep the others open. Not thread-safe. */
public final class CloseStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

    private final Deque<Item> items = new ArrayDeque<>();

    private record Item(String name, AutoCloseable closeable) {}

    /** Nothing to close yet. */
    public CloseStack() {}

    /**
     * Adds one.
     *
     * @param name what it is, for the log
     * @param closeable what is closed
     * @param <T> its class
     * @return it
     */
    public <T extends AutoCloseable> T push(String name, T closeable) {
        items.push(new Item(name, closeable));
        return closeable;
    }

    /** Closes all, the last first. */
    @Override
    public void close() {
        while (!items.isEmpty()) {
            Item item = items.pop();
            try {
                item.closeable().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("closing failed, goes on what={}", item.name(), e);
            }
        }
    }
}
