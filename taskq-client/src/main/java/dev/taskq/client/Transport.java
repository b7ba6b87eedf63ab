package dev.taskq.client;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends calls to one coordinator, each once, and within bounds. Thread-safe. */
final class Transport implements AutoCloseable {
    private static final int OK = 200;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final Settings settings;
    private final Semaphore places;
    private volatile boolean closed;

    /**
     * The settings of a transport.
     *
     * @param coordinator the address, without a slash at its end
     * @param token the caller's token
     * @param timeout how long a call may take, beside the time that it asks the coordinator to wait
     * @param mostCalls the most calls in progress
     * @param mostBytes the largest body of an answer
     */
    record Settings(String coordinator, Optional<String> token, Duration timeout, int mostCalls, long mostBytes) {}

    Transport(Settings settings) {
        this.settings = settings;
        this.places = new Semaphore(settings.mostCalls());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout())
                .executor(threads)
                .build();
    }

    /**
     * Sends a call and receives the whole answer, whatever its status.
     *
     * A thread of the client carries the exchange as far as the JDK allows. An asynchronous exchange passes through more
     * threads. The caller's own thread would be held by the look-up of the coordinator's name, with which each exchange
     * begins, because neither the end of the time nor an interrupt ends a look-up. So the place of a call that is given up
     * is held until its thread ends: otherwise nothing would bound the threads and bodies behind a look-up that hangs.
     *
     * @throws NoAnswerException if there is no answer in time
     * @throws BadAnswerException if the answer is too large
     */
    Answer send(Call call, Trace trace) throws InterruptedException {
        HttpRequest request = request(call, trace);
        FutureTask<HttpResponse<byte[]>> exchange =
                new FutureTask<>(() -> http.send(request, head -> new BoundedBody(settings.mostBytes())));
        Duration longest = takePlace(call);
        begin(exchange);
        HttpResponse<byte[]> response = received(exchange, longest);
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    /**
     * Sends a call and receives the head of the answer. A body that goes on is received later. The exchange is
     * asynchronous: if a head comes while the call is given up, the cancellation ends the body and its connection. The place
     * is then given back at once.
     *
     * @throws NoAnswerException if the answer does not begin in time
     * @throws BadAnswerException if the answer is whole and too large
     */
    Streamed stream(Call call, Trace trace) throws InterruptedException {
        HttpRequest request = request(call, trace);
        Duration longest = takePlace(call);
        try {
            return received(http.sendAsync(request, this::streamed), longest).body();
        } catch (RejectedExecutionException e) {
            throw closed(e);
        } finally {
            places.release();
        }
    }

    private BodySubscriber<Streamed> streamed(ResponseInfo head) {
        return head.statusCode() == OK
                ? BodySubscribers.mapping(new Chunks(), Streamed.Going::new)
                : BodySubscribers.mapping(
                        new BoundedBody(settings.mostBytes()),
                        body -> new Streamed.Whole(new Answer(head.statusCode(), head.headers(), body)));
    }

    /** Waits for a place, and returns how long the call may then take. */
    private Duration takePlace(Call call) throws InterruptedException {
        requireOpen();
        Duration longest = settings.timeout().plus(call.longestWait());
        if (!places.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            throw NoAnswerException.unsent(settings.mostCalls() + " calls are in progress already", null);
        }
        return longest;
    }

    /** Begins an exchange, which gives its place back at its end, also if it is cancelled before its thread begins. */
    private void begin(FutureTask<?> exchange) {
        boolean begun = false;
        try {
            threads.execute(() -> {
                try {
                    exchange.run();
                } finally {
                    places.release();
                }
            });
            begun = true;
        } catch (RejectedExecutionException e) {
            throw closed(e);
        } finally {
            if (!begun) {
                places.release();
            }
        }
    }

    private static NoAnswerException closed(RejectedExecutionException cause) {
        return NoAnswerException.unsent("the client was closed", cause);
    }

    /** An interrupt, like the end of the time, ends the exchange and its connection. */
    private <B> HttpResponse<B> received(Future<HttpResponse<B>> response, Duration longest)
            throws InterruptedException {
        try {
            return response.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw NoAnswerException.lost("there is no answer within " + longest, e);
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            response.cancel(true);
        }
    }

    private TaskqClientException failure(ExecutionException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
                return NoAnswerException.unsent(settings.coordinator() + " cannot be reached: " + reason(cause), cause);
            }
            if (cause instanceof BoundedBody.TooLargeException) {
                return new BadAnswerException(String.valueOf(cause.getMessage()), cause);
            }
        }
        return NoAnswerException.lost("the connection was lost: " + failure.getCause(), failure.getCause());
    }

    /** The JDK gives no message for a refused connection and for a host without an address. */
    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "the host is not known";
            }
        }
        String message = failure.getMessage();
        return message == null ? "the connection was refused" : message;
    }

    private HttpRequest request(Call call, Trace trace) {
        BodyPublisher body = call.body().map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.coordinator() + call.target()))
                .method(call.method(), body);
        call.body().ifPresent(json -> request.setHeader("Content-Type", "application/json"));
        settings.token().ifPresent(secret -> request.setHeader("Authorization", "Bearer " + secret));
        trace.correlationId().ifPresent(id -> request.setHeader("X-Correlation-Id", id));
        trace.traceparent().ifPresent(context -> request.setHeader("traceparent", context));
        call.headers().forEach(request::setHeader);
        return request.build();
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
    }

    /** Ends all connections and the calls in progress. */
    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
        threads.shutdownNow();
    }
}
