package dev.taskq.server.rest;

import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.server.CallLimits;
import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.CorsOrigins;
import dev.taskq.server.Hashes;
import dev.taskq.server.Tokens;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.http.HttpAddress;
import dev.taskq.server.http.HttpListener;
import dev.taskq.server.http.HttpMetrics;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import dev.taskq.testkit.TestTimeouts;
import io.helidon.webserver.http.HttpRouting;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The real routes on a real server, with ports in memory or a given store, and a client that compares every response
 * with the description.
 */
final class Served implements AutoCloseable {
    static final String ADMIN = "token-of-an-admin";
    static final String SUBMITTER = "token-of-a-submitter";
    static final String READER = "token-of-a-reader";
    static final String TOKENS = "operator admin " + Hashes.of(ADMIN) + "\nshop submit " + Hashes.of(SUBMITTER)
            + "\nreports read " + Hashes.of(READER);

    /** Longer than a stop may take in a test, so that a stop that waits too long is noticed. */
    static final Duration GRACE = Duration.ofSeconds(90);

    static final ConnectionLimits LIMITS =
            limits(1_000, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));

    static final CallLimits API_LIMITS = CallLimits.forParams(CoordinatorConfig.DEFAULTS.mostParamsBytes());

    final Faults faults = new Faults();
    final StorePort sound;
    final StorePort store;
    final QueuePort queue = new InMemoryTaskQueue();
    final Described described = new Described();
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Coordinator coordinator;
    /** The coordinator for the routes; empty while it starts. */
    volatile Optional<Coordinator> started;

    final ServerCalls calls;
    final HttpListener server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TestTimeouts.LONG)
            .build();

    private Served(
            StorePort sound, CoordinatorConfig config, Tokens tokens, ConnectionLimits limits, CallLimits apiLimits) {
        this.sound = sound;
        this.store = faults.over(sound);
        coordinator = Coordinator.builder(store)
                .queue(queue)
                .config(config)
                .meterRegistry(metrics)
                .build()
                .start();
        started = Optional.of(coordinator);
        HttpRouting.Builder routing = HttpRouting.builder();
        Optional<HttpMetrics> http = Optional.of(new HttpMetrics(metrics));
        Exposure exposure = new Exposure(
                Optional.empty(), false, Optional.of(() -> metrics.scrape().getBytes(StandardCharsets.UTF_8)));
        calls = new ServerCalls(() -> started, tokens, apiLimits);
        Api.mount(routing, calls, http, CorsOrigins.NONE, exposure);
        server = HttpServer.start(new HttpAddress("127.0.0.1", 0), GRACE, limits, routing, CorsOrigins.NONE, http);
    }

    static ConnectionLimits limits(int connections, Duration head, Duration body, Duration idle) {
        return ConnectionLimits.DEFAULTS
                .withConnections(connections)
                .withHead(head)
                .withBody(body)
                .withIdle(idle);
    }

    static Served start() {
        return start(CoordinatorConfig.DEFAULTS, Tokens.of(TOKENS));
    }

    static Served start(CoordinatorConfig config, Tokens tokens) {
        return new Served(
                new InMemoryTaskStore(), config, tokens, LIMITS, CallLimits.forParams(config.mostParamsBytes()));
    }

    static Served start(ConnectionLimits limits) {
        return new Served(new InMemoryTaskStore(), CoordinatorConfig.DEFAULTS, Tokens.of(TOKENS), limits, API_LIMITS);
    }

    static Served start(CallLimits limits) {
        return new Served(new InMemoryTaskStore(), CoordinatorConfig.DEFAULTS, Tokens.of(TOKENS), LIMITS, limits);
    }

    static Served start(CallLimits limits, Tokens tokens) {
        return new Served(new InMemoryTaskStore(), CoordinatorConfig.DEFAULTS, tokens, LIMITS, limits);
    }

    static Served start(StorePort store, CallLimits limits) {
        return new Served(store, CoordinatorConfig.DEFAULTS, Tokens.of(TOKENS), LIMITS, limits);
    }

    Reply get(String path) {
        return send("GET", path, Optional.empty(), "Authorization", "Bearer " + ADMIN);
    }

    Reply delete(String path) {
        return send("DELETE", path, Optional.empty(), "Authorization", "Bearer " + ADMIN);
    }

    /** Puts JSON as the admin. */
    Reply put(String path, String body) {
        return send(
                "PUT",
                path,
                Optional.of(body.getBytes(StandardCharsets.UTF_8)),
                "Authorization",
                "Bearer " + ADMIN,
                "Content-Type",
                "application/json");
    }

    Reply post(String path) {
        return send("POST", path, Optional.empty(), "Authorization", "Bearer " + ADMIN);
    }

    /** Posts JSON as the admin. The headers are name and value pairs. */
    Reply post(String path, String body, String... headers) {
        String[] all = new String[headers.length + 4];
        System.arraycopy(headers, 0, all, 4, headers.length);
        all[0] = "Authorization";
        all[1] = "Bearer " + ADMIN;
        all[2] = "Content-Type";
        all[3] = "application/json";
        return send("POST", path, Optional.of(body.getBytes(StandardCharsets.UTF_8)), all);
    }

    long submit(String body) {
        return post("/v1/tasks", body).id();
    }

    Reply send(String method, String path, Optional<byte[]> body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(TestTimeouts.LONG)
                .method(method, body.map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            Reply reply = new Reply(response.statusCode(), response.headers(), response.body());
            described.check(method, path, reply);
            return reply;
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How many calls of a route were answered with a code. */
    long answered(String route, int code) {
        return metrics
                .find("taskq.http.requests")
                .tags("route", route, "code", Integer.toString(code))
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum();
    }

    int storedTasks() {
        return sound.submissions()
                .list(TaskFilter.ALL, Optional.empty(), 1_000, 10_000)
                .tasks()
                .size();
    }

    Task stored(long id) {
        return sound.submissions().find(List.of(id)).get(0);
    }

    @Override
    public void close() {
        faults.heal();
        calls.stopping();
        server.stop();
        coordinator.close();
        metrics.close();
        client.close();
    }
}
