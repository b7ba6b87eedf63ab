package dev.taskq.client;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The rows of a list, page by page. A page is read when its first row is wanted. For one thread at a time.
 *
 * @param <T> the class of the rows
 */
final class Pages<T> implements Iterator<T> {
    /** The rows of a page, and the cursor of the next one. */
    record Page<T>(List<T> rows, Optional<String> next) {}

    /** Reads a page. */
    @FunctionalInterface
    interface Reader<T> {
        Page<T> read(Optional<String> cursor) throws InterruptedException;
    }

    private final Reader<T> reader;
    private Iterator<T> page = Collections.emptyIterator();
    private Optional<String> next = Optional.empty();
    private boolean begun;

    private Pages(Reader<T> reader) {
        this.reader = reader;
    }

    /** The rows as a stream, for one thread. */
    static <T> Stream<T> stream(Reader<T> reader) {
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(new Pages<>(reader), characteristics), false);
    }

    /** A page may be empty although another one follows. */
    @Override
    public boolean hasNext() {
        while (!page.hasNext() && (!begun || next.isPresent())) {
            Page<T> read = read();
            page = read.rows().iterator();
            next = read.next();
            begun = true;
        }
        return page.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.next();
    }

    private Page<T> read() {
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
