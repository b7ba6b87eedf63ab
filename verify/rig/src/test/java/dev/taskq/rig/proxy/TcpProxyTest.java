package dev.taskq.rig.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskq.testkit.contract.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    /** Long enough for data to pass over the loopback interface, and short enough to wait for data that does not. */
    private static final int MOMENT_MILLIS = 200;

    private static final int LONG_MILLIS = 20_000;

    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private Echo echo;
    private TcpProxy proxy;

    /** A server that echoes what it receives. */
    private static final class Echo implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Integer> heard = new CopyOnWriteArrayList<>();
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private final AtomicInteger ended = new AtomicInteger();

        Echo() throws IOException {
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = listening.accept();
                    sockets.add(socket);
                    Thread.ofVirtual().start(() -> answer(socket));
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private void answer(Socket socket) {
            try (socket;
                    InputStream in = socket.getInputStream()) {
                for (int b = in.read(); b >= 0; b = in.read()) {
                    heard.add(b);
                    socket.getOutputStream().write(b);
                }
            } catch (IOException e) {
                // Cut.
            }
            ended.incrementAndGet();
        }

        @Override
        public void close() throws IOException {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        echo = new Echo();
        proxy = TcpProxy.start(0, "127.0.0.1", echo.listening.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        proxy.close();
        echo.close();
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(LONG_MILLIS);
        clients.add(client);
        return client;
    }

    private static int ask(Socket client, int b) throws IOException {
        client.getOutputStream().write(b);
        return client.getInputStream().read();
    }

    private static void assertHearsNothing(Socket client) throws IOException {
        client.setSoTimeout(MOMENT_MILLIS);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> client.getInputStream().read());
        client.setSoTimeout(LONG_MILLIS);
    }

    @Test
    void carriesBytesBothWaysAndTheEndToo() throws Exception {
        Socket client = connect();
        assertThat(ask(client, 1)).isEqualTo(1);
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        Eventually.until(Eventually.LONG, () -> proxy.connections().isEmpty());
    }

    @Test
    void whatWasSaidInSilenceArrivesWhenItIsOver() throws Exception {
        Socket client = connect();
        assertThat(ask(client, 1)).isEqualTo(1);
        proxy.traffic(Traffic.SILENT);
        client.getOutputStream().write(2);
        assertHearsNothing(client);
        assertThat(echo.heard).containsExactly(1);

        proxy.traffic(Traffic.FREE);
        assertThat(client.getInputStream().read()).isEqualTo(2);
    }

    @Test
    void anEndInSilenceIsNotHeardBeforeItIsOver() throws Exception {
        Socket client = connect();
        assertThat(ask(client, 1)).isEqualTo(1);
        proxy.traffic(Traffic.SILENT);
        client.close();
        Socket other = connect();
        assertHearsNothing(other);
        assertThat(echo.ended.get()).isZero();

        proxy.traffic(Traffic.FREE);
        Eventually.until(Eventually.LONG, () -> echo.ended.get() == 1);
    }

    @Test
    void silenceToTheClientLetsTheServerHear() throws Exception {
        Socket client = connect();
        assertThat(ask(client, 1)).isEqualTo(1);
        proxy.traffic(Traffic.SILENT_TO_CLIENT);
        client.getOutputStream().write(2);
        assertHearsNothing(client);
        assertThat(echo.heard).containsExactly(1, 2);
    }

    @Test
    void silenceToTheServerHoldsWhatTheClientSays() throws Exception {
        Socket client = connect();
        assertThat(ask(client, 1)).isEqualTo(1);
        proxy.traffic(Traffic.SILENT_TO_SERVER);
        client.getOutputStream().write(2);
        assertHearsNothing(client);
        assertThat(echo.heard).containsExactly(1);
    }

    @Test
    void forgottenConnectionsStaySilentWhileNewOnesAreCarried() throws Exception {
        Socket old = connect();
        assertThat(ask(old, 1)).isEqualTo(1);
        proxy.forget();
        assertThat(ask(connect(), 2)).isEqualTo(2);
        old.getOutputStream().write(3);
        assertHearsNothing(old);
    }

    @Test
    void oneConnectionIsCutAndTheOthersStay() throws Exception {
        Socket first = connect();
        assertThat(ask(first, 1)).isEqualTo(1);
        Socket second = connect();
        assertThat(ask(second, 2)).isEqualTo(2);
        proxy.connections().get(0).cut();
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> first.getInputStream().read());
        assertThat(ask(second, 3)).isEqualTo(3);
        Eventually.until(Eventually.LONG, () -> echo.ended.get() == 1);
    }

    @Test
    void refusesNewConnectionsUntilToldOtherwise() throws Exception {
        Socket old = connect();
        assertThat(ask(old, 1)).isEqualTo(1);
        proxy.refuse(true);
        Socket refused = connect();
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
            refused.getOutputStream().write(2);
            if (refused.getInputStream().read() < 0) {
                throw new SocketException("ended");
            }
        });
        assertThat(ask(old, 3)).isEqualTo(3);
        proxy.refuse(false);
        assertThat(ask(connect(), 4)).isEqualTo(4);
    }

    @Test
    void delayHoldsEachByteForAtLeastAsLong() throws Exception {
        Socket client = connect();
        assertThat(ask(client, 1)).isEqualTo(1);
        proxy.traffic(Traffic.delayed(Duration.ofMillis(MOMENT_MILLIS)));
        long begun = System.nanoTime();
        assertThat(ask(client, 2)).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isGreaterThanOrEqualTo(Duration.ofMillis(2L * MOMENT_MILLIS));
    }

    /** The port is bound, so that no other process listens there. */
    @Test
    void clientIsResetIfNoServerListens() throws Exception {
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            proxy.redirect("127.0.0.1", bound.getLocalPort());
            Socket client = connect();
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
                if (client.getInputStream().read() < 0) {
                    throw new SocketException("ended");
                }
            });
        }
    }

    /** Also a connection that is attempted at once. */
    @Test
    void closedProxyRefusesConnections() throws Exception {
        for (int i = 0; i < 200; i++) {
            TcpProxy closed = TcpProxy.start(0, "127.0.0.1", echo.listening.getLocalPort());
            int port = closed.port();
            closed.close();
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
        }
    }
}
