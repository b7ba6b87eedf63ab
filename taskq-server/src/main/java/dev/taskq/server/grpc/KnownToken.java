package dev.taskq.server.grpc;

import dev.taskq.server.Caller;
import dev.taskq.server.call.ProblemException;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The token of the last call of a connection that was let in. It decides only whether a request is read before or after
 * its token is checked, since a check may wait, and never whether a call is let in. Thread-safe.
 */
final class KnownToken {
    private static final Attributes.Key<KnownToken> KEY = Attributes.Key.create("taskq-known-token");
    private static final byte[] NONE = {};

    private volatile Optional<Shown> last = Optional.empty();

    /** A token, and the caller that it showed. */
    private static final class Shown {
        final byte[] authorization;
        final Caller caller;

        Shown(byte[] authorization, Caller caller) {
            this.authorization = authorization;
            this.caller = caller;
        }
    }

    /**
     * Gives each connection its own.
     *
     * @param tokens finds the one of a connection by the address of its peer
     */
    static ServerTransportFilter ofConnections(Function<SocketAddress, Optional<KnownToken>> tokens) {
        return new ServerTransportFilter() {
            @Override
            public Attributes transportReady(Attributes connection) {
                KnownToken token = Optional.ofNullable(connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))
                        .flatMap(tokens)
                        .orElseGet(KnownToken::new);
                return connection.toBuilder().set(KEY, token).build();
            }
        };
    }

    static KnownToken of(ServerCall<?, ?> call) {
        return Objects.requireNonNull(call.getAttributes().get(KEY), "the filter of connections is missing");
    }

    /** Whether the last call was let in. */
    boolean isShown() {
        return last.isPresent();
    }

    /** The caller that had this token, if a call has it. The comparison takes the same time wherever they differ. */
    Optional<Caller> last(Metadata headers) {
        return last.filter(shown -> MessageDigest.isEqual(shown.authorization, authorizationOf(headers)))
                .map(shown -> shown.caller);
    }

    /**
     * Checks the token of a call, and remembers it.
     *
     * @param caller finds the caller
     * @return the caller
     * @throws ProblemException if the call is not let in; its token is not known any more then
     */
    Caller check(Metadata headers, Supplier<Caller> caller) {
        try {
            Caller found = caller.get();
            last = Optional.of(new Shown(authorizationOf(headers), found));
            return found;
        } catch (ProblemException e) {
            last = Optional.empty();
            throw e;
        }
    }

    private static byte[] authorizationOf(Metadata headers) {
        String value = headers.get(CallHandler.AUTHORIZATION);
        return value == null ? NONE : value.getBytes(StandardCharsets.US_ASCII);
    }
}
