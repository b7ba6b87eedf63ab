package dev.taskq.server.http;

import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;

/**
 * Reads a chunked body and passes it on in the plainest form: without chunk extensions and trailers, which HTTP allows
 * and no route uses, and in chunks of the size that was read, not of the size that the caller declared. So no chunk is
 * buffered whole. Used by one thread.
 */
final class ChunkedBody {
    private static final int LONGEST_LINE = 4 * 1024;

    /** The limit for extensions and trailers together, in bytes. */
    private static final int MOST_IGNORED = 32 * 1024;

    private static final int MOST_DIGITS = 15;
    private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END_OF_LINE = {'\r', '\n'};

    private final SocketBytes bytes;
    private State state = State.SIZE;
    private long remaining;
    private int ignored;

    private enum State {
        SIZE,
        DATA,
        END_OF_DATA,
        TRAILERS,
        OVER
    }

    ChunkedBody(SocketBytes bytes) {
        this.bytes = bytes;
    }

    boolean isOver() {
        return state == State.OVER;
    }

    /** The next chunk with its framing, or the last chunk. */
    byte[] next() {
        while (true) {
            switch (state) {
                case SIZE -> size();
                case DATA -> {
                    return data();
                }
                case END_OF_DATA -> {
                    require(2);
                    if (bytes.at(0) != '\r' || bytes.at(1) != '\n') {
                        throw broken("a chunk is longer than its size says");
                    }
                    bytes.skip(2);
                    state = State.SIZE;
                }
                case TRAILERS -> {
                    String line = line();
                    ignore(line.length());
                    if (line.isEmpty()) {
                        state = State.OVER;
                        return LAST;
                    }
                }
                case OVER -> throw new IllegalStateException("the body is over");
            }
        }
    }

    private void size() {
        String line = line();
        int extension = line.indexOf(';');
        String digits = (extension < 0 ? line : line.substring(0, extension)).stripTrailing();
        ignore(line.length() - digits.length());
        if (digits.isEmpty() || digits.length() > MOST_DIGITS || !digits.chars().allMatch(ChunkedBody::isHexDigit)) {
            throw broken("the size of a chunk is not a hexadecimal number");
        }
        remaining = Long.parseLong(digits, 16);
        state = remaining == 0 ? State.TRAILERS : State.DATA;
    }

    private static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private byte[] data() {
        require(1);
        int length = (int) Math.min(remaining, bytes.available());
        byte[] size = Integer.toHexString(length).getBytes(StandardCharsets.US_ASCII);
        byte[] chunk = new byte[size.length + length + 2 * END_OF_LINE.length];
        System.arraycopy(size, 0, chunk, 0, size.length);
        System.arraycopy(END_OF_LINE, 0, chunk, size.length, END_OF_LINE.length);
        System.arraycopy(bytes.take(length), 0, chunk, size.length + END_OF_LINE.length, length);
        System.arraycopy(END_OF_LINE, 0, chunk, chunk.length - END_OF_LINE.length, END_OF_LINE.length);
        remaining -= length;
        if (remaining == 0) {
            state = State.END_OF_DATA;
        }
        return chunk;
    }

    private String line() {
        int end = bytes.indexOf((byte) '\n', 0);
        while (end < 0 && bytes.available() <= LONGEST_LINE) {
            require(bytes.available() + 1);
            end = bytes.indexOf((byte) '\n', 0);
        }
        if (end < 0 || end > LONGEST_LINE) {
            throw broken("a line between chunks is longer than " + LONGEST_LINE + " bytes");
        }
        if (end == 0 || bytes.at(end - 1) != '\r') {
            throw broken("a line between chunks does not end with CR and LF");
        }
        String line = bytes.text(end - 1);
        bytes.skip(end + 1);
        return line;
    }

    private void ignore(int number) {
        ignored += number;
        if (ignored > MOST_IGNORED) {
            throw broken("chunk extensions and trailers are longer than " + MOST_IGNORED + " bytes");
        }
    }

    private void require(int number) {
        while (bytes.available() < number) {
            if (!bytes.fill()) {
                throw broken("the connection ended before the last chunk");
            }
        }
    }

    private static RequestException broken(String why) {
        return SocketBytes.refusal(Status.BAD_REQUEST_400, "", "the body is not chunked as it should be: " + why);
    }
}
