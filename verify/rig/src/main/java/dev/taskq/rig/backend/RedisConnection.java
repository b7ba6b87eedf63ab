package dev.taskq.rig.backend;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/** The part of a Redis client that starting and cleaning up need. Used by one thread at a time. */
final class RedisConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int DEFAULT_PORT = 6379;

    private final Socket socket;
    private final InputStream in;

    private RedisConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RedisConnection open(String host, int port) throws IOException {
        Socket socket = connect(host, port);
        try {
            return new RedisConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static RedisConnection openTls(String host, int port) throws IOException {
        Socket plain = connect(host, port);
        try {
            return new RedisConnection(
                    ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port, true));
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Opens {@code redis://[user:]password@host:port/database}, or {@code rediss:} for TLS with Java's trusted
     * authorities.
     */
    static RedisConnection open(URI uri) throws IOException {
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        RedisConnection connection =
                "rediss".equals(uri.getScheme()) ? openTls(uri.getHost(), port) : open(uri.getHost(), port);
        try {
            String secret = uri.getUserInfo();
            if (secret != null) {
                List<String> auth = new ArrayList<>(List.of("AUTH"));
                List.of(secret.split(":", 2)).stream()
                        .filter(part -> !part.isEmpty())
                        .forEach(auth::add);
                connection.call(auth.toArray(String[]::new));
            }
            String path = uri.getPath();
            if (path != null && path.length() > 1) {
                connection.call("SELECT", path.substring(1));
            }
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    /** Sends a command. Returns a text, a {@code Long} or a list of these; nil is an empty text. */
    Object call(String... command) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("*" + command.length + "\r\n").getBytes(StandardCharsets.UTF_8));
        for (String word : command) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            request.writeBytes(bytes);
            request.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        socket.getOutputStream().write(request.toByteArray());
        return reply();
    }

    private Object reply() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '$' -> text(Integer.parseInt(rest));
            case '*' -> list(Integer.parseInt(rest));
            default -> throw new IOException("Redis answered: " + rest);
        };
    }

    private String text(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] bytes = in.readNBytes(length);
        in.skipNBytes(2);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private List<Object> list(int length) throws IOException {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            all.add(reply());
        }
        return all;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis closed the connection");
            }
            line.write(next);
        }
        in.skipNBytes(1);
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
