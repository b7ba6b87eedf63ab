package dev.taskq.console;

import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A proxy in front that has signed a person in, and names the person in a header. The header counts only on connections
 * of the proxy itself; that of any other peer is ignored. The proxy must replace the header of every request: what a browser
 * sends must not pass. Immutable.
 */
public final class TrustedProxy {
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /** Without a comma: a header that is there twice has one between its values, and so names no person. */
    private static final Pattern PERSON = Pattern.compile("[a-zA-Z0-9_.@+-]{1,64}");

    private static final String EVERYONE = "*";
    private static final String ALLOWED_ROLES =
            "persons and their scopes like alice=admin; bob=read,own; *=read, where * is everyone else, and the scopes are"
                    + " read, own and admin";

    private final Peers peers;
    private final String header;
    private final Map<String, Set<Scope>> roles;

    private TrustedProxy(Peers peers, String header, Map<String, Set<Scope>> roles) {
        this.peers = peers;
        this.header = header;
        this.roles = Map.copyOf(roles);
    }

    /** A part of the description that cannot be read. */
    public enum Part {
        /** The addresses of the proxy. */
        PEERS,
        /** The name of the header. */
        HEADER,
        /** The persons and their scopes. */
        ROLES
    }

    /** A part cannot be read. Its message says what is allowed, after "must be". */
    public static final class BadPartException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final Part part;

        BadPartException(Part part, String allowed) {
            super(allowed);
            this.part = part;
        }

        /**
         * The part.
         *
         * @return the part
         */
        public Part part() {
            return part;
        }
    }

    /**
     * A proxy.
     *
     * @param peers the addresses from which it connects, such as {@code 10.0.0.7,10.1.0.0/16}
     * @param header the header in which it names the person, such as {@code X-Forwarded-User}; 1 to 64 letters, digits and
     *     '-'. A person has a name of 1 to 64 letters, digits, '_', '.', '@', '+' and '-'
     * @param roles the scopes of each person, such as {@code alice=admin; bob=read,own; *=read}; {@code *} is everyone
     *     else. A person without scopes signs in with a token, as if there was no proxy
     * @return the proxy
     * @throws BadPartException if one of them cannot be read
     */
    public static TrustedProxy of(String peers, String header, String roles) {
        if (!HEADER.matcher(header).matches()) {
            throw new BadPartException(Part.HEADER, "the name of a header, of 1 to 64 letters, digits and '-'");
        }
        try {
            return new TrustedProxy(Peers.of(peers), header, roles(roles));
        } catch (BadPartException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadPartException(Part.PEERS, String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Set<Scope>> roles(String text) {
        Map<String, Set<Scope>> roles = new HashMap<>();
        for (String each : text.split(";", -1)) {
            String[] parts = each.strip().split("=", -1);
            if (parts.length != 2 || !isPerson(parts[0].strip())) {
                throw badRoles();
            }
            if (roles.put(parts[0].strip(), scopes(parts[1])) != null) {
                throw badRoles();
            }
        }
        return roles;
    }

    private static boolean isPerson(String name) {
        return name.equals(EVERYONE) || PERSON.matcher(name).matches();
    }

    private static Set<Scope> scopes(String text) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : text.split(",", -1)) {
            scopes.add(
                    switch (name.strip()) {
                        case "read" -> Scope.READ;
                        case "own" -> Scope.OWN;
                        case "admin" -> Scope.ADMIN;
                        default -> throw badRoles();
                    });
        }
        return scopes;
    }

    private static BadPartException badRoles() {
        return new BadPartException(Part.ROLES, ALLOWED_ROLES);
    }

    /**
     * The person whom the proxy names.
     *
     * @param peer the address at the other end of the connection
     * @param headers finds the value of a header by its name
     * @return the person; empty if the request is not of the proxy, it names no person, or the person has no scopes
     */
    public Optional<Caller> personOf(String peer, Function<String, Optional<String>> headers) {
        return headers.apply(header)
                .map(String::strip)
                .filter(name -> PERSON.matcher(name).matches())
                .filter(name -> peers.has(peer))
                .flatMap(name -> Optional.ofNullable(roles.getOrDefault(name, roles.get(EVERYONE)))
                        .map(scopes -> new Caller(name, scopes)));
    }
}
