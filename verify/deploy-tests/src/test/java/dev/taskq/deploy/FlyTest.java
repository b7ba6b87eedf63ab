package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlyTest {
    private static final String COORDINATOR = "deploy/fly/coordinator.toml";
    private static final String AGENT = "deploy/fly/agent.toml";
    private static final String SCALER = "deploy/fly/autoscaler.toml";

    @Test
    void everySettingIsOneOfTheApplicationsAndNoneIsASecret() {
        for (String file : List.of(COORDINATOR, AGENT)) {
            Repository.toml(file).path("env").fieldNames().forEachRemaining(name -> {
                if (name.startsWith("TASKQ_") || name.startsWith("OBSERVABILITY_")) {
                    assertThat(Repository.settings()).contains(name);
                }
                assertThat(name)
                        .doesNotContain("PASSWORD")
                        .doesNotContain("TOKEN")
                        .doesNotContain("REDIS_URL");
            });
        }
    }

    @Test
    void aStopIsGivenLongerThanTheApplicationsTake() {
        JsonNode coordinator = Repository.toml(COORDINATOR);
        JsonNode agent = Repository.toml(AGENT);

        assertThat(Seconds.of(coordinator.path("kill_timeout").asText()))
                .isGreaterThan(2 * Seconds.of(coordinator.at("/env/TASKQ_GRACE").asText()));
        assertThat(Seconds.of(agent.path("kill_timeout").asText()))
                .isGreaterThan(Seconds.of(agent.at("/env/TASKQ_AGENT_GRACE").asText()) + 10);
        assertThat(List.of(coordinator, agent))
                .allMatch(app -> app.path("kill_signal").asText().equals("SIGTERM"));
    }

    @Test
    void whatEndsIsStartedAgainAndItsMemoryHolds() {
        for (String file : List.of(COORDINATOR, AGENT, SCALER)) {
            assertThat(Repository.toml(file).at("/restart/0/policy").asText())
                    .as(file)
                    .isEqualTo("always");
        }
        for (String file : List.of(COORDINATOR, AGENT)) {
            Memory.assertHolds(file, Repository.toml(file).at("/vm/0/memory").asText());
        }
    }

    @Test
    void portsAndPathsAreThoseOfTheApplications() {
        for (String file : List.of(COORDINATOR, AGENT)) {
            JsonNode app = Repository.toml(file);
            int port = Integer.parseInt(app.at("/env/TASKQ_HTTP_PORT").asText());

            assertThat(app.at("/checks/alive/port").asInt()).isEqualTo(port);
            assertThat(app.at("/checks/alive/path").asText()).isEqualTo("/healthz");
            int shown = Integer.parseInt(app.at("/env/TASKQ_HTTP_INTERNAL_PORT").asText(Integer.toString(port)));
            assertThat(app.at("/metrics/port").asInt()).isEqualTo(shown);
            assertThat(app.at("/metrics/path").asText()).isEqualTo("/metrics");
        }
        JsonNode service = Repository.toml(COORDINATOR).path("http_service");
        assertThat(service.path("internal_port").asInt()).isEqualTo(8080);
        assertThat(Repository.toml(COORDINATOR).at("/metrics/port").asInt())
                .as("metrics are not on the public port")
                .isNotEqualTo(8080);
        assertThat(service.at("/checks/0/path").asText()).isEqualTo("/readyz");
        assertThat(Repository.toml(AGENT).has("http_service")).isFalse();
    }

    @Test
    void grpcIsServedThroughAProxyThatSpeaksHttp2AndEndsTls() {
        JsonNode coordinator = Repository.toml(COORDINATOR);
        JsonNode service = coordinator.at("/services/0");

        assertThat(coordinator.path("services")).hasSize(1);
        assertThat(service.path("internal_port").asText())
                .isEqualTo(coordinator.at("/env/TASKQ_GRPC_PORT").asText());
        assertThat(service.at("/ports/0/port").asInt())
                .as("HTTP has 80 and 443")
                .isNotIn(80, 443);
        assertThat(service.at("/ports/0/handlers")).extracting(JsonNode::asText).containsExactly("tls", "http");
        assertThat(service.at("/ports/0/tls_options/alpn"))
                .extracting(JsonNode::asText)
                .containsExactly("h2");
        assertThat(service.at("/ports/0/http_options/h2_backend").asBoolean()).isTrue();
        for (String setting : List.of("auto_stop_machines", "auto_start_machines", "min_machines_running")) {
            assertThat(service.path(setting))
                    .as("%s, of the same machines", setting)
                    .isEqualTo(coordinator.path("http_service").path(setting));
        }
        assertThat(Repository.toml(AGENT).has("services")).isFalse();
    }

    @Test
    void whatIsBuiltIsThere() {
        for (String file : List.of(COORDINATOR, AGENT)) {
            JsonNode build = Repository.toml(file).path("build");

            assertThat(Files.isRegularFile(Repository.path("deploy/fly")
                            .resolve(build.path("dockerfile").asText())))
                    .isTrue();
            assertThat(Repository.text("deploy/docker/Dockerfile"))
                    .contains(" AS " + build.path("build-target").asText() + "\n");
        }
    }

    @Test
    void agentsAreScaledByAMetricThatThereIs() {
        JsonNode scaler = Repository.toml(SCALER);
        String query = scaler.at("/env/FAS_PROMETHEUS_QUERY").asText();
        try (Grammar grammar = Grammar.promQl()) {
            assertThat(grammar.errors(query)).isEmpty();
        }
        Series.assertKnown(SCALER, query);
        assertThat(query)
                .as("the same as KEDA's")
                .isEqualTo(Repository.yaml("deploy/kubernetes/keda/scaled-object.yaml")
                        .at("/spec/triggers/0/metadata/query")
                        .asText()
                        .strip()
                        .replace('\n', ' '));
        assertThat(scaler.at("/env/FAS_APP_NAME").asText())
                .isEqualTo(Repository.toml(AGENT).path("app").asText());
        assertThat(scaler.at("/build/image").asText()).contains(":");
    }
}
