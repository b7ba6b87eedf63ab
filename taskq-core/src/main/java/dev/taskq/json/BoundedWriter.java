package dev.taskq.json;

import java.io.IOException;
import java.io.Serial;
import java.io.Writer;

/**
 * Accepts a text up to a length, so that a value that refers to itself does not fill the memory. Used by one thread.
 */
final class BoundedWriter extends Writer {
    private final StringBuilder text = new StringBuilder();
    private final int longest;

    BoundedWriter(int longest) {
        this.longest = longest;
    }

    /** The text exceeds the limit. */
    static final class TooLongException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    @Override
    public void write(char[] from, int offset, int length) throws IOException {
        if (text.length() + (long) length > longest) {
            throw new TooLongException();
        }
        text.append(from, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return text.toString();
    }
}
