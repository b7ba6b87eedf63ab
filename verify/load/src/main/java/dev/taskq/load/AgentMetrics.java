package dev.taskq.load;

import dev.taskq.rig.process.HttpPages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the agents' metrics. If a host name has several addresses, as with Compose, each address is read. */
final class AgentMetrics {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final List<URI> addresses;

    AgentMetrics(List<URI> named) {
        addresses = named.stream().flatMap(uri -> each(uri).stream()).toList();
    }

    private static List<URI> each(URI uri) {
        try {
            List<URI> all = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
                String host = address.getHostAddress();
                String literal = host.contains(":") ? "[" + host + "]" : host;
                int port = uri.getPort();
                all.add(URI.create(uri.getScheme() + "://" + literal + (port < 0 ? "" : ":" + port) + uri.getPath()));
            }
            return all;
        } catch (UnknownHostException e) {
            throw new LoadFailedException("unknown host " + uri.getHost() + ", which --agent-metrics names");
        }
    }

    /** The acknowledgements of all agents since their start. */
    Acks acks() throws InterruptedException {
        Acks sum = Acks.NONE;
        try (HttpPages pages = new HttpPages(TIMEOUT)) {
            for (URI address : addresses) {
                HttpPages.Page page = pages.get(address);
                if (page.status() != HttpPages.OK) {
                    throw new LoadFailedException(address + " answers " + page.status()
                            + ": agents tell their metrics where OBSERVABILITY_ENABLED is true");
                }
                sum = sum.plus(Acks.parse(page.body()));
            }
        } catch (IOException e) {
            throw new LoadFailedException("the metrics of an agent cannot be read, at one of " + addresses + ": " + e);
        }
        return sum;
    }
}
