package dev.taskq.server.rest;

import dev.taskq.server.call.ByteBudget;
import dev.taskq.server.call.Network;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Bounds the bytes of the large forms of strangers that are read at a time: {@value #BYTES} of all of them, and half of that of those of
 * one address, or of one IPv6 {@linkplain Network#site site}. So no single address keeps the forms of all others out; two of them do, also
 * the one of IPv4 and the one of IPv6 of one machine. An address is remembered while a form of it is read. Thread-safe.
 */
final class CarriedForms {
    private static final long BYTES = 1024 * 1024;

    private final ByteBudget all = new ByteBudget(BYTES, "forms without a session");

    /** Those of which a form is read. */
    private final Map<String, Part> parts = new ConcurrentHashMap<>();

    /**
     * The part of one address.
     *
     * @param budget its bytes
     * @param forms how many of its forms are read
     */
    private record Part(ByteBudget budget, int forms) {}

    /**
     * Reads a form.
     *
     * @param address the address of the stranger
     * @param read reads it, with a share that bounds its bytes
     */
    <T> T read(String address, Function<ByteBudget.Share, T> read) {
        String network = Network.site(address);
        ByteBudget.Share share = enter(network).nothing();
        try {
            return read.apply(share);
        } finally {
            share.giveBack();
            leave(network);
        }
    }

    private ByteBudget enter(String network) {
        return parts.merge(
                        network,
                        new Part(all.part(BYTES / 2, "forms without a session of one address"), 1),
                        (known, added) -> new Part(known.budget(), known.forms() + 1))
                .budget();
    }

    private void leave(String network) {
        parts.computeIfPresent(
                network, (name, known) -> known.forms() == 1 ? null : new Part(known.budget(), known.forms() - 1));
    }

    /** How many addresses are remembered. */
    int addresses() {
        return parts.size();
    }
}
