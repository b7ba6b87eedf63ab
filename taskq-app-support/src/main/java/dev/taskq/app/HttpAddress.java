package dev.taskq.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Where an application listens. Immutable.
 *
 * @param host an address of this machine, or a name of it
 * @param port the port; 0 for any that is free
 */
public record HttpAddress(String host, int port) {
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
