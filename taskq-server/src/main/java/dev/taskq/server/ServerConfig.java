package dev.taskq.server;

import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.page.Pages;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a server is made of. Immutable.
 *
 * @param coordinator the coordinator, once it has started
 * @param tokens the tokens that calls need
 * @param host the address of both ports
 * @param port the callers' port; 0 for any free port
 * @param internalPort the port of the metrics and the API description; empty if they are on the callers' port
 * @param internalToken whether the metrics and the API description need a token
 * @param corsOrigins the origins whose scripts may call from a browser
 * @param grpcPort the port for gRPC; empty if gRPC is not served
 * @param connectionLimits the limits on connections
 * @param callLimits the limits on calls
 * @param grace how long a stop waits for calls in progress
 * @param meters where calls are measured, if at all
 * @param metrics the text of the page with the metrics, if it is served
 * @param pages the pages for people, if they are served
 */
record ServerConfig(
        Supplier<Optional<Coordinator>> coordinator,
        Tokens tokens,
        String host,
        int port,
        Optional<Integer> internalPort,
        boolean internalToken,
        CorsOrigins corsOrigins,
        Optional<Integer> grpcPort,
        ConnectionLimits connectionLimits,
        CallLimits callLimits,
        Duration grace,
        Optional<MeterRegistry> meters,
        Optional<Supplier<String>> metrics,
        Optional<Pages> pages) {}
