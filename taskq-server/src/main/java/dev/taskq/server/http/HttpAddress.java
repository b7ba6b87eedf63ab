package dev.taskq.server.http;

import dev.taskq.server.CannotListenException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The address on which a server listens. Immutable.
 *
 * @param host an address or a name of this machine
 * @param port the port; 0 for any free port
 */
public record HttpAddress(String host, int port) {
    private static final int LONGEST_WAIT_MILLIS = 1_000;

    /**
     * Binds the address and releases it again. The web server's own error message is less clear.
     *
     * @throws CannotListenException if the address cannot be bound
     */
    public void requireFree() {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw cannotListen("the host is unknown");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
        } catch (IOException e) {
            throw cannotListen(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Tries to connect to the address.
     *
     * @return true if the connection was refused, as it is without a listener; false also if the attempt gave no answer
     */
    public boolean isRefused() {
        InetSocketAddress configured = new InetSocketAddress(host, port);
        boolean isAny = !configured.isUnresolved() && configured.getAddress().isAnyLocalAddress();
        InetSocketAddress address = isAny ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port) : configured;
        try (Socket socket = new Socket()) {
            socket.connect(address, LONGEST_WAIT_MILLIS);
            return false;
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).contains("refused");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The exception for a server that cannot listen on this address.
     *
     * @param why the reason; the message puts it after a comma
     * @return the exception, to be thrown
     */
    public CannotListenException cannotListen(String why) {
        return new CannotListenException("cannot listen on " + host + " port " + port + ", " + why);
    }
}
