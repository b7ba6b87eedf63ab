package dev.taskq.console;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses and networks of peers, such as {@code 10.0.0.7} and {@code fd00::/8}. Immutable. */
final class Peers {
    private static final String ALLOWED =
            "addresses and networks like 10.0.0.7, 10.1.0.0/16 or fd00::/8, joined by commas, and no names of hosts";
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    /** What {@link InetAddress} reads as an address or refuses, but never looks up as the name of a host. */
    private static final Pattern ADDRESS =
            Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}|(?=[^:]*:)[0-9a-fA-F:][0-9a-fA-F:.]*");

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

    private final List<Network> networks;

    private Peers(List<Network> networks) {
        this.networks = List.copyOf(networks);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Network(byte[] address, int bits) {
        boolean has(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    static Peers of(String text) {
        List<Network> networks = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            networks.add(network(each.strip()));
        }
        return new Peers(networks);
    }

    private static Network network(String text) {
        String[] parts = text.split("/", 2);
        byte[] address = bytes(parts[0]);
        int all = address.length * Byte.SIZE;
        if (parts.length == 1) {
            return new Network(address, all);
        }
        int bits = LENGTH.matcher(parts[1]).matches() ? Integer.parseInt(parts[1]) : 0;
        // A network of all addresses would trust everyone.
        if (bits < 1 || bits > all) {
            throw new IllegalArgumentException(ALLOWED);
        }
        return new Network(address, bits);
    }

    private static byte[] bytes(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(ALLOWED, e);
        }
    }

    /** Whether an address of a connection is among them. */
    boolean has(String peer) {
        String address = peer.split("%", 2)[0];
        if (!ADDRESS.matcher(address).matches()) {
            return false;
        }
        byte[] bytes = bytes(address);
        return networks.stream().anyMatch(network -> network.has(bytes));
    }
}
