package dev.taskq.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpMetricsTest {
    private static final Duration TOOK = Duration.ofMillis(150);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpMetrics http = new HttpMetrics(registry);

    @Test
    void callsAreCountedByRouteAndCode() {
        http.answered("POST", "/v1/tasks", 201, TOOK);
        http.answered("POST", "/v1/tasks", 429, TOOK);

        assertThat(registry.scrape())
                .contains("taskq_http_requests_seconds_count{code=\"201\",method=\"POST\",route=\"/v1/tasks\"} 1")
                .contains("taskq_http_requests_seconds_count{code=\"429\",method=\"POST\",route=\"/v1/tasks\"} 1")
                .contains("route=\"/v1/tasks\",le=\"0.2\"} 1")
                .contains("route=\"/v1/tasks\",le=\"0.1\"} 0");
    }

    @Test
    void methodsThatACallerMakesUpAreOne() {
        for (int i = 0; i < 100; i++) {
            http.answered("MADEUP" + i, HttpMetrics.NO_ROUTE, 404, TOOK);
        }
        assertThat(registry.scrape())
                .contains("taskq_http_requests_seconds_count{code=\"404\",method=\"OTHER\",route=\"other\"} 100")
                .doesNotContain("MADEUP");
    }

    @Test
    void openConnectionsAreShownByPortBesideTheirLimit() {
        http.connections(8080, () -> 3, 1_000);
        http.connections(8082, () -> 1, 256);

        assertThat(registry.scrape())
                .contains("taskq_http_connections{port=\"8080\"} 3.0")
                .contains("taskq_http_connections_max{port=\"8080\"} 1000.0")
                .contains("taskq_http_connections{port=\"8082\"} 1.0")
                .contains("taskq_http_connections_max{port=\"8082\"} 256.0");
    }
}
