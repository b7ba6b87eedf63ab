package dev.taskq.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one connection's requests, as Helidon's parser takes them: never more than belongs to the head or body
 * that it reads. The body's framing follows from the headers as Helidon has parsed them, so the two cannot disagree on
 * the end of a request. Used by one thread, except for {@link #received()}.
 */
final class RequestBytes {
    private static final byte[] NOTHING = {};

    private final Reads reads;
    private final SocketBytes bytes;
    private Part part = Part.HEAD;
    private long remaining;
    private ChunkedBody chunks;
    private boolean waitsForLeave;
    private boolean knowsChunks = true;
    private volatile byte[] received = NOTHING;

    private enum Part {
        /** The head of a request is next. */
        HEAD,
        /** A head was passed on; its body's framing is not known yet. */
        UNKNOWN,
        /** A body of a declared length. */
        LENGTH,
        /** A chunked body. */
        CHUNKS
    }

    /** Reads from the connection. */
    interface Reads {
        /**
         * Waits for some bytes.
         *
         * @param kind the part of a request that is read
         * @return the bytes, or null at the end of the stream
         */
        byte @Nullable [] read(Phase.Kind kind);

        /** Whether the answer to the current request has been sent, or is being sent. */
        boolean isAnswered();

        /** Called when the first byte of a request has arrived. */
        void begins();
    }

    RequestBytes(Reads reads) {
        this.reads = reads;
        this.bytes = new SocketBytes(() -> reads.read(kind()));
        this.chunks = new ChunkedBody(bytes);
    }

    private Phase.Kind kind() {
        if (part == Part.HEAD) {
            return bytes.available() == 0 ? Phase.Kind.SILENT : Phase.Kind.HEAD;
        }
        return reads.isAnswered() ? Phase.Kind.LEFTOVER : Phase.Kind.BODY;
    }

    /** Takes the body's framing from the parsed headers of the current request. */
    void understood(Headers headers) {
        waitsForLeave = headers.containsToken(HeaderValues.EXPECT_100);
        if (headers.contains(HeaderNames.TRANSFER_ENCODING)) {
            chunks = new ChunkedBody(bytes);
            part = Part.CHUNKS;
        } else {
            remaining = length(headers);
            part = remaining > 0 ? Part.LENGTH : Part.HEAD;
        }
    }

    /** Helidon refuses an invalid length and closes the connection. */
    private static long length(Headers headers) {
        try {
            return headers.contentLength().orElse(0);
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    /** What was received of the head of the current request, until it is answered. Called by any thread. */
    byte[] received() {
        return received;
    }

    /** Whether the caller of the current request can read a chunked answer: HTTP/1.0 has none. */
    boolean knowsChunks() {
        return knowsChunks;
    }

    /** The head is not needed any more: a connection that is kept would hold it in memory. */
    void answered() {
        received = NOTHING;
    }

    /** Whether the last request was read to its end. */
    boolean isBetweenRequests() {
        return part == Part.HEAD && bytes.available() == 0;
    }

    /**
     * The next bytes.
     *
     * @return the bytes; null at the end of the stream between two requests
     * @throws io.helidon.http.RequestException if the stream ends within a request, or is not valid HTTP
     */
    byte @Nullable [] next() {
        return switch (part) {
            case HEAD -> head();
            case LENGTH -> sized();
            case CHUNKS -> chunk();
            case UNKNOWN -> throw new CloseConnectionException("the head was not understood");
        };
    }

    private byte @Nullable [] head() {
        RequestHead reader = new RequestHead(bytes, reads::begins);
        byte[] head;
        try {
            head = reader.read();
        } catch (RequestException e) {
            received = bytes.rest();
            throw e;
        }
        if (head.length == 0) {
            return null;
        }
        received = head;
        knowsChunks = !reader.isHttp10();
        part = Part.UNKNOWN;
        return head;
    }

    private byte[] sized() {
        checkLeave();
        if (bytes.available() == 0 && !bytes.fill()) {
            throw SocketBytes.refusal(
                    Status.BAD_REQUEST_400,
                    "",
                    "the connection ended " + remaining + " bytes before the end of the body");
        }
        byte[] taken = bytes.take((int) Math.min(remaining, bytes.available()));
        remaining -= taken.length;
        if (remaining == 0) {
            part = Part.HEAD;
        }
        return taken;
    }

    private byte[] chunk() {
        checkLeave();
        byte[] chunk = chunks.next();
        if (chunks.isOver()) {
            part = Part.HEAD;
        }
        return chunk;
    }

    /**
     * A caller that waits for permission to send its body and gets a final response instead may send either the body or
     * a new request.
     */
    private void checkLeave() {
        if (waitsForLeave && reads.isAnswered()) {
            throw new CloseConnectionException("answered before the body was requested");
        }
        waitsForLeave = false;
    }
}
