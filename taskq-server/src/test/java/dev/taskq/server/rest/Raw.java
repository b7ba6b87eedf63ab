package dev.taskq.server.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection that sends input that no well-behaved client would. */
final class Raw implements AutoCloseable {
    private static final int LONGEST_WAIT_MILLIS = 60_000;

    private final Socket socket;

    private Raw(Socket socket) {
        this.socket = socket;
    }

    static Raw connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LONGEST_WAIT_MILLIS);
        return new Raw(socket);
    }

    /** A connection of a client that reads nothing: the server can send hardly any of its responses. */
    static Raw connectWithoutRoom(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new Raw(socket);
    }

    /**
     * Sends a text, and returns everything that arrives until the server closes the connection. Sends the FIN once a response has
     * begun: the server would otherwise read on for two seconds.
     */
    static String exchange(int port, String request) throws IOException {
        try (Raw raw = connect(port)) {
            String head = raw.send(request).head();
            return head + raw.finish().answers();
        }
    }

    void deadline(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    Raw send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends the FIN; data from the server can still be read. */
    Raw finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Everything that arrives until the server closes the connection. */
    String answers() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** The head of the next response. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int read = socket.getInputStream().read();
            if (read < 0) {
                throw new IOException("ended after " + head);
            }
            head.append((char) read);
        }
        return head.toString();
    }

    /** Whether a response has begun to arrive. */
    boolean hasAnswer() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next bytes of a response. */
    String body(int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** What one read brings: on the loopback interface, what the server has sent with one write at least. */
    String once() throws IOException {
        byte[] bytes = new byte[64 * 1024];
        int read = socket.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(0, read), StandardCharsets.ISO_8859_1);
    }

    /** Whether the server closes the connection without sending a byte, within the test's time-out. */
    boolean isClosedInSilence() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
