package dev.taskq.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines in UTF-8 of a bounded length, so that a file that is none of lines does not fill the memory. For one thread. */
final class Lines implements AutoCloseable {
    private final InputStream in;
    private final int mostBytes;
    private long number;

    /**
     * Lines.
     *
     * @param in where they are read from, which is closed with this
     * @param mostBytes the most bytes of a line
     */
    Lines(InputStream in, int mostBytes) {
        this.in = new BufferedInputStream(in);
        this.mostBytes = mostBytes;
    }

    /** The next line; empty at the end. */
    Optional<String> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int one = in.read();
        if (one < 0) {
            return Optional.empty();
        }
        number++;
        for (; one >= 0 && one != '\n'; one = in.read()) {
            if (line.size() == mostBytes) {
                throw ComplaintException.usage(
                        "line " + number + " is longer than " + mostBytes + " bytes", "Is it the right file?");
            }
            line.write(one);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    /** The number of the line that was read last, from 1. */
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
