package dev.taskq.server.grpc;

import dev.taskq.testkit.TestTimeouts;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A peer that sends any frames it likes, and reads only when the test says so. */
final class Http2Peer implements AutoCloseable {
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private static final int FRAME_HEAD = 9;
    private static final int SMALL_BUFFER = 4096;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final Socket socket = new Socket();
    private int lastStream = -1;

    private Http2Peer() {}

    static Http2Peer of(GrpcServed served) throws IOException {
        Http2Peer peer = new Http2Peer();
        peer.socket.setReceiveBufferSize(SMALL_BUFFER);
        peer.socket.setSoTimeout((int) TestTimeouts.LONG.toMillis());
        peer.socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), served.server.grpcPort().orElseThrow()));
        peer.socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        peer.send(frame(SETTINGS, 0, 0, new byte[0]));
        return peer;
    }

    /** A frame that was read. */
    record Frame(int type, int stream, ByteBuffer payload) {
        /** The code of a GOAWAY. */
        int goAwayCode() {
            return payload.getInt(Integer.BYTES);
        }
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(FRAME_HEAD + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** The headers of a call, as literals that are not indexed. */
    static byte[] headers(String path) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        String[] fields = {
            ":method",
            "POST",
            ":scheme",
            "http",
            ":path",
            path,
            ":authority",
            "x",
            "te",
            "trailers",
            "content-type",
            "application/grpc"
        };
        for (int i = 0; i < fields.length; i += 2) {
            block.writeBytes(field(fields[i], fields[i + 1]));
        }
        return block.toByteArray();
    }

    static byte[] field(String name, String value) {
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        field.write(0);
        for (String text : new String[] {name, value}) {
            field.write(text.length());
            field.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        return field.toByteArray();
    }

    void send(byte[] frames) throws IOException {
        socket.getOutputStream().write(frames);
    }

    int nextStream() {
        lastStream += 2;
        return lastStream;
    }

    /** Begins calls whose requests do not arrive, all at once. */
    void begin(String path, int calls) throws IOException {
        byte[] block = headers(path);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < calls; i++) {
            frames.writeBytes(frame(HEADERS, END_HEADERS, nextStream(), block));
        }
        send(frames.toByteArray());
    }

    /** The next frame; empty if the connection has ended. */
    Optional<Frame> read() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            in.skipNBytes(1);
            int stream = in.readInt();
            return Optional.of(new Frame(type, stream, ByteBuffer.wrap(in.readNBytes(length))));
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The next frame of a type; empty if the connection has ended without one. */
    Optional<Frame> await(int type) throws IOException {
        Optional<Frame> next = read();
        while (next.isPresent() && next.get().type() != type) {
            next = read();
        }
        return next;
    }

    /** Reads until the connection has ended. */
    void awaitEnd() throws IOException {
        while (read().isPresent()) {
            // Only the end counts.
        }
    }

    /** The types of all frames until the connection has ended. */
    List<Integer> typesUntilEnd() throws IOException {
        List<Integer> types = new ArrayList<>();
        Optional<Frame> next = read();
        while (next.isPresent()) {
            types.add(next.get().type());
            next = read();
        }
        return types;
    }

    /**
     * Sends and reads nothing until the connection has ended.
     *
     * @return whether it has ended before all was sent
     */
    boolean isCutOff(byte[] frames, int times) {
        try {
            for (int i = 0; i < times; i++) {
                send(frames);
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
