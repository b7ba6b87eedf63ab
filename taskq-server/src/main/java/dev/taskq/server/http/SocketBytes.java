package dev.taskq.server.http;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectTransportRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bytes of a connection that were read but not consumed. Used by one thread. */
final class SocketBytes {
    private static final byte[] NONE = {};

    private final Supplier<byte @Nullable []> source;
    private byte[] bytes = NONE;
    private int from;

    /**
     * Creates an empty buffer.
     *
     * @param source returns some bytes, and waits for them; null at the end of the stream
     */
    SocketBytes(Supplier<byte @Nullable []> source) {
        this.source = source;
    }

    int available() {
        return bytes.length - from;
    }

    /** Waits for more bytes, and returns whether any arrived before the end of the stream. */
    boolean fill() {
        byte[] more = source.get();
        if (more == null) {
            return false;
        }
        if (available() == 0) {
            bytes = more;
        } else {
            byte[] joined = Arrays.copyOfRange(bytes, from, bytes.length + more.length);
            System.arraycopy(more, 0, joined, available(), more.length);
            bytes = joined;
        }
        from = 0;
        return true;
    }

    byte at(int place) {
        return bytes[from + place];
    }

    /** The index of the next such byte from a start on; -1 if it is not among those read. */
    int indexOf(byte wanted, int start) {
        for (int i = from + start; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i - from;
            }
        }
        return -1;
    }

    byte[] take(int number) {
        byte[] taken = from == 0 && number == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, from + number);
        skip(number);
        return taken;
    }

    void skip(int number) {
        from += number;
        if (from == bytes.length) {
            bytes = NONE;
            from = 0;
        }
    }

    /** A copy of all that was not consumed. */
    byte[] rest() {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    String text(int number) {
        return new String(bytes, from, number, StandardCharsets.ISO_8859_1);
    }

    /** A refusal of a bad request that closes the connection. */
    static RequestException refusal(Status status, String method, String detail) {
        return RequestException.builder()
                .type(EventType.BAD_REQUEST)
                .status(status)
                .request(DirectTransportRequest.create("", method, ""))
                .setKeepAlive(false)
                .message(detail)
                .build();
    }
}
