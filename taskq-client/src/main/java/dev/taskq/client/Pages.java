package dev.taskq.client;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** The tasks of a list, page by page. A page is read when its first task is wanted. For one thread at a time. */
final class Pages implements Iterator<Task> {
    /** Reads a page. */
    @FunctionalInterface
    interface Reader {
        TaskPage read(Optional<String> cursor) throws InterruptedException;
    }

    private final Reader reader;
    private Iterator<Task> page = Collections.emptyIterator();
    private Optional<String> next = Optional.empty();
    private boolean begun;

    Pages(Reader reader) {
        this.reader = reader;
    }

    /** A page may be empty although another one follows. */
    @Override
    public boolean hasNext() {
        while (!page.hasNext() && (!begun || next.isPresent())) {
            TaskPage read = read();
            page = read.tasks().iterator();
            next = read.next();
            begun = true;
        }
        return page.hasNext();
    }

    @Override
    public Task next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.next();
    }

    private TaskPage read() {
        try {
            return reader.read(next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled =
                    new CancellationException("the thread that reads the list was interrupted");
            cancelled.initCause(e);
            throw cancelled;
        }
    }
}
