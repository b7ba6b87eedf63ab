package dev.taskq.server.call;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/**
 * The network that a caller's address stands for where bounds hold for each address. All addresses of an IPv6 network of 64 bits are
 * one, since one machine may have all of them. Behind a proxy all callers have the address of the proxy.
 */
public final class Network {
    private static final int BYTES_OF_NETWORK = 8;
    private static final int BYTES_OF_SITE = 6;

    private Network() {}

    /**
     * The network of an address.
     *
     * @param address an address, as text; a text without a colon is its own network
     * @return a name of the network
     */
    public static String of(String address) {
        return prefix(address, BYTES_OF_NETWORK);
    }

    /**
     * The site of an address: all IPv6 networks that have the first 48 bits in common, as many as one line or one server may have.
     *
     * @param address an address, as text; a text without a colon is its own site
     * @return a name of the site
     */
    public static String site(String address) {
        return prefix(address, BYTES_OF_SITE);
    }

    private static String prefix(String address, int length) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // A text with a colon is an address, so no name is looked up.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(bytes, 0, Math.min(length, bytes.length));
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
