package dev.taskq.app;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Where an application listens. Immutable.
 *
 * @param host an address of this machine, or a name of it
 * @param port the port; 0 for any that is free
 */
public record HttpAddress(String host, int port) {
    private static final int LONGEST_WAIT_MILLIS = 1_000;

    /**
     * Tries to listen there, and lets go again: a web server says less clearly why it cannot.
     *
     * @throws CannotStartException if nobody can
     */
    public void requireFree() {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw cannotListen("nobody knows this host");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
        } catch (IOException e) {
            throw cannotListen(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Tries to connect there.
     *
     * @return whether the connection was refused, as it is where nobody listens; false, too, where nobody can tell
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
     * What an application says that cannot listen there.
     *
     * @param why the reason, to follow a comma
     * @return the exception, to be thrown
     */
    public CannotStartException cannotListen(String why) {
        return new CannotStartException(
                "cannot listen on " + host + " port " + port + ", " + why + ": set TASKQ_HTTP_PORT or TASKQ_HTTP_HOST");
    }
}
