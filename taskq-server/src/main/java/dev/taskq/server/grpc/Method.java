package dev.taskq.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.taskq.server.Scope;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One method of a service. Immutable.
 *
 * @param <Q> the class of the request
 * @param <A> the class of the answer
 * @param descriptor its descriptor, as generated
 * @param parser reads its requests
 * @param scope the scope that its caller needs; empty for a method that needs no token
 * @param owned whether the scope {@link Scope#OWN} is enough: the work then refuses what is not the caller's own
 * @param mostBytes the most bytes of a request
 * @param waits whether a request waits for something, so that its duration depends on its caller
 * @param work what it does
 */
record Method<Q extends MessageLite, A extends MessageLite>(
        MethodDescriptor<Q, A> descriptor,
        Parser<Q> parser,
        Optional<Scope> scope,
        boolean owned,
        int mostBytes,
        Predicate<Q> waits,
        Work<Q, A> work) {
    private static final int SMALL = 16 * 1024;
    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new BytesMarshaller();

    /** What a method does with a request. */
    @FunctionalInterface
    interface Work<Q, A> {
        /**
         * Answers a request.
         *
         * @param answers gets each answer
         */
        void answer(CallContext context, Q request, Consumer<A> answers);
    }

    /** A request that stays as it arrived, so that one that cannot be read is a problem like others. */
    private static final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                // To read all bytes of a stream of unknown length takes room for 16 KiB first.
                return stream instanceof KnownLength ? stream.readNBytes(stream.available()) : stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A method with small requests that never waits. */
    static <Q extends MessageLite, A extends MessageLite> Method<Q, A> of(
            MethodDescriptor<Q, A> descriptor, Parser<Q> parser, Scope scope, Work<Q, A> work) {
        return new Method<>(descriptor, parser, Optional.of(scope), false, SMALL, request -> false, work);
    }

    /** A method with small requests that needs no token. */
    static <Q extends MessageLite, A extends MessageLite> Method<Q, A> open(
            MethodDescriptor<Q, A> descriptor, Parser<Q> parser, Work<Q, A> work) {
        return new Method<>(descriptor, parser, Optional.empty(), false, SMALL, request -> false, work);
    }

    /** A method about tasks or operations with small requests that never waits, which the scope {@link Scope#OWN} allows as well. */
    static <Q extends MessageLite, A extends MessageLite> Method<Q, A> owned(
            MethodDescriptor<Q, A> descriptor, Parser<Q> parser, Scope scope, Work<Q, A> work) {
        return new Method<>(descriptor, parser, Optional.of(scope), true, SMALL, request -> false, work);
    }

    Method<Q, A> withMostBytes(int value) {
        return new Method<>(descriptor, parser, scope, owned, value, waits, work);
    }

    Method<Q, A> withWaits(Predicate<Q> value) {
        return new Method<>(descriptor, parser, scope, owned, mostBytes, value, work);
    }

    String name() {
        return descriptor.getFullMethodName();
    }

    MethodDescriptor<byte[], A> ofBytes() {
        return descriptor.toBuilder(BYTES, descriptor.getResponseMarshaller()).build();
    }

    /** Whether nothing is lost if an answer is refused. */
    boolean isRead() {
        return scope.filter(needed -> needed == Scope.READ).isPresent();
    }

    /** Whether a call that needs no token lasts as long as its caller likes. */
    boolean goesOn() {
        return scope.isEmpty() && !descriptor.getType().serverSendsOneMessage();
    }

    /**
     * Reads a request.
     *
     * @throws ProblemException if it is too large or is no such message
     */
    Q request(byte[] bytes) {
        if (bytes.length > mostBytes) {
            throw new ProblemException(GrpcProblems.tooLarge(mostBytes));
        }
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new ProblemException(
                    Problem.malformed("the request is no message " + descriptor.getFullMethodName() + " can read"));
        }
    }
}
