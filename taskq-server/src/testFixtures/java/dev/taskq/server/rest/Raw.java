package dev.taskq.server.rest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection that sends input that no well-behaved client would. */
final class Raw implements AutoCloseable {
    private static final int LONGEST_WAIT_MILLIS = 60_000;

    /** A response is read byte by byte. The buffer is small, because a test may have thousands of connections. */
    private static final int BUFFER_BYTES = 512;

    private final Socket socket;
    private final InputStream in;

    private Raw(Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
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
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** The head of the next response. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!endsWith(head, "\r\n\r\n")) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("ended after " + head);
            }
            head.append((char) read);
        }
        return head.toString();
    }

    /** Reads up to the end of a text. */
    void readUntil(String text) throws IOException {
        StringBuilder some = new StringBuilder();
        while (!endsWith(some, text)) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("ended after " + some);
            }
            some.append((char) read);
        }
    }

    private static boolean endsWith(StringBuilder some, String text) {
        return some.indexOf(text, some.length() - text.length()) >= 0;
    }

    /** Whether a response has begun to arrive. */
    boolean hasAnswer() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next bytes of a response. */
    String body(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /**
     * What the first read brings: on the loopback interface, what the server has sent with one write at least. Past the buffer, which
     * reads again while there is more.
     */
    String once() throws IOException {
        byte[] bytes = new byte[64 * 1024];
        int read = socket.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(0, read), StandardCharsets.ISO_8859_1);
    }

    /** Whether the server closes the connection without sending a byte, within the test's time-out. */
    boolean isClosedInSilence() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
