package dev.taskq.client;

import dev.taskq.testkit.TestTimeouts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A server that answers each request with the same bytes, which are no whole answer, and then only watches for the end of
 * the connection. For requests without a body. Thread-safe.
 */
final class SilentServer implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore requests = new Semaphore(0);
    private final Semaphore ends = new Semaphore(0);
    private final ServerSocket server;
    private final byte[] beginning;

    SilentServer(String beginning) {
        this.beginning = beginning.getBytes(StandardCharsets.US_ASCII);
        try {
            server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Waits for a request that was not waited for yet. */
    void awaitRequest() throws InterruptedException {
        await(requests, "no request came");
    }

    /** Waits for an end of a connection that was not waited for yet. */
    void awaitEnd() throws InterruptedException {
        await(ends, "no connection was ended");
    }

    private static void await(Semaphore seen, String otherwise) throws InterruptedException {
        if (!seen.tryAcquire(TestTimeouts.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(otherwise);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                // The test is over, or the client has gone already.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            String head = in.readLine();
            while (head != null && !head.isEmpty()) {
                head = in.readLine();
            }
            connection.getOutputStream().write(beginning);
            requests.release();
            while (in.read() >= 0) {
                // A client sends nothing before it has the answer.
            }
        } catch (IOException e) {
            // A connection may also end by a reset.
        }
        ends.release();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
