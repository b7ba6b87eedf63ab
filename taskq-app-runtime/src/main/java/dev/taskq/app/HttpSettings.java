package dev.taskq.app;

import dev.taskq.server.ConnectionLimits;

/** The settings of HTTP as the server takes them. */
public final class HttpSettings {
    private HttpSettings() {}

    /**
     * The limits on connections.
     *
     * @param settings the settings
     * @return the limits; if no number of connections is set, as many as descriptors and heap allow
     */
    public static ConnectionLimits connectionLimits(Settings settings) {
        int connections = settings.get(AppSettings.HTTP_CONNECTIONS);
        ConnectionLimits limits = ConnectionLimits.DEFAULTS
                .withHead(settings.get(AppSettings.HTTP_HEADER_TIMEOUT))
                .withBody(settings.get(AppSettings.HTTP_BODY_TIMEOUT))
                .withIdle(settings.get(AppSettings.HTTP_IDLE_TIMEOUT));
        return connections > 0 ? limits.withConnections(connections) : limits;
    }
}
