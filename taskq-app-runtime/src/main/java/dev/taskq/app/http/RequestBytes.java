package dev.taskq.app.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the requests of one connection, as Helidon's parser takes them: never more than what belongs to the head or
 * the body that it reads. What a body is follows from the headers as Helidon has understood them, so the two cannot disagree
 * on where a request ends. Of one thread.
 */
final class RequestBytes {
    private final Reads reads;
    private final SocketBytes bytes;
    private Part part = Part.HEAD;
    private long remaining;
    private ChunkedBody chunks;
    private boolean waitsForLeave;

    private enum Part {
        /** The next is the head of a request. */
        HEAD,
        /** A head was given; what follows is not known yet. */
        UNKNOWN,
        /** A body of a length that was told. */
        LENGTH,
        /** A body in chunks. */
        CHUNKS
    }

    /** Reads from the connection. */
    interface Reads {
        /**
         * Waits for some bytes.
         *
         * @param kind what is waited for
         * @return the bytes, or null at the end of the stream
         */
        byte @Nullable [] read(Phase.Kind kind);

        /** Whether the answer to the current request has been sent, or is being sent. */
        boolean isAnswered();

        /** The first byte of a request is there. */
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

    /** What the headers of the current request say about its body. */
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

    /** A length that is none is refused by Helidon, and ends the connection. */
    private static long length(Headers headers) {
        try {
            return headers.contentLength().orElse(0);
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    /** Whether the last request was read to its end. */
    boolean isBetweenRequests() {
        return part == Part.HEAD && bytes.available() == 0;
    }

    /**
     * Some more bytes.
     *
     * @return the bytes; null at the end of the stream between two requests
     * @throws io.helidon.http.RequestException if the stream ends within one, or it is not what HTTP allows
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
        byte[] head = new RequestHead(bytes, reads::begins).read();
        if (head.length == 0) {
            return null;
        }
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

    /** Of a caller that waits for leave to send its body and got an answer instead, nobody knows what it sends next. */
    private void checkLeave() {
        if (waitsForLeave && reads.isAnswered()) {
            throw new CloseConnectionException("answered before the body was asked for");
        }
        waitsForLeave = false;
    }
}
