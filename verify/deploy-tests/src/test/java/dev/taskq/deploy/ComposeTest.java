package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComposeTest {
    private static final String FILE = "compose.yaml";
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{(\\w+)");
    private static final Pattern EXAMPLE = Pattern.compile("^(\\w+)=(.*)$", Pattern.MULTILINE);
    private static final Pattern STAGE = Pattern.compile("^FROM (\\S+)(?: AS (\\S+))?$", Pattern.MULTILINE);

    /** Made by Compose itself. */
    private static final String PROJECT = "COMPOSE_PROJECT_NAME";

    private final JsonNode compose = Repository.yaml(FILE);

    @Test
    void keepsToTheSpecification() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(getClass().getResourceAsStream("compose-spec/compose-spec.json"))) {
            ObjectNode specification = (ObjectNode) new JsonMapper().readTree(in);
            // A relative name, which the validator refuses; nothing refers to it.
            specification.remove("$id");
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(specification);

            assertThat(schema.validate(compose.toString(), InputFormat.JSON)).isEmpty();
            assertThat(schema.validate("{\"services\":{\"x\":{\"imagee\":\"y\"}}}", InputFormat.JSON))
                    .as("a wrong file")
                    .isNotEmpty();
        }
    }

    @Test
    void everyImageHasATag() {
        Set<String> stages = stages();
        Stream<String> bases = Repository.all(STAGE, Repository.text("deploy/docker/Dockerfile"))
                .map(stage -> stage.group(1))
                .filter(base -> !stages.contains(base) && !base.equals("scratch") && !base.startsWith("$"));
        Stream<String> images = compose.path("services").findValuesAsText("image").stream();

        assertThat(Stream.concat(bases, images))
                .isNotEmpty()
                .allMatch(image -> image.matches("[\\w./-]+:[\\w.${}:-]+"), "has a tag")
                .noneMatch(image -> image.endsWith(":latest"));
    }

    /** Without a word before them, bash takes the first for its own name: "run coordinator after-restore" would start a coordinator. */
    @Test
    void whatRunIsGivenGoesToTheProgram() {
        for (String service : Set.of("coordinator", "agent")) {
            JsonNode entrypoint = compose.at("/services/" + service + "/entrypoint");

            assertThat(entrypoint.get(2).asText()).as(service).endsWith("exec /opt/taskq/start \"$$@\"");
            assertThat(entrypoint).as(service).hasSize(4);
        }
    }

    @Test
    void everyVariableIsExplainedAndEveryExplanationUsed() {
        Set<String> used = variables();
        used.remove(PROJECT);

        assertThat(examples().keySet()).isEqualTo(used);
    }

    @Test
    void withoutAnEnvironmentFileTheExamplesAreInForce() {
        String text = Repository.text(FILE);

        examples().forEach((name, value) -> assertThat(text).contains("${" + name + ":-" + value + "}"));
    }

    @Test
    void everySettingIsOneOfTheApplications() {
        for (String service : Set.of("coordinator", "agent")) {
            compose.at("/services/" + service + "/environment").fieldNames().forEachRemaining(name -> {
                if (name.startsWith("TASKQ_") || name.startsWith("OBSERVABILITY_")) {
                    assertThat(Repository.settings()).contains(name);
                }
            });
        }
    }

    @Test
    void noSecretStandsInTheFile() {
        compose.path("services")
                .forEach(service -> service.path("environment").properties().forEach(variable -> {
                    if (variable.getKey().matches(".*(PASSWORD|TOKEN|SECRET).*")) {
                        assertThat(variable.getKey()).as("taken from a file").endsWith("FILE");
                    }
                }));
        assertThat(examples().keySet()).noneMatch(name -> name.matches(".*(PASSWORD|TOKEN|SECRET).*"));
    }

    @Test
    void everyFolderOfSecretsIsReadByOneServiceAndNoneSeesAllOfThem() {
        Map<String, Set<String>> readers = new TreeMap<>();
        compose.path("services")
                .properties()
                .forEach(service -> service.getValue().path("volumes").forEach(volume -> {
                    String text = volume.asText();
                    String source = text.replaceFirst(":.*", "");
                    if (source.endsWith("secrets") && !service.getKey().equals("setup")) {
                        assertThat(text).as(service.getKey()).endsWith(":/run/taskq:ro");
                        readers.computeIfAbsent(source, key -> new TreeSet<>()).add(service.getKey());
                    }
                }));

        assertThat(readers).hasSizeGreaterThan(5).doesNotContainKey("secrets");
        readers.forEach((folder, services) -> {
            String service = folder.replaceFirst("-secrets$", "");
            assertThat(services).containsExactly(service);
            assertThat(compose.at("/services/setup/volumes").toString())
                    .contains("\"" + folder + ":/run/taskq/" + service + "\"");
            assertThat(Repository.text("deploy/compose/setup")).contains("  give " + service + " ");
        });
    }

    @Test
    void whatIsScaledIsNotShrunkByTheLoadTest() {
        assertThat(compose.at("/services/agent/deploy/replicas").asText()).isEqualTo("${TASKQ_AGENTS:-2}");
        assertThat(compose.at("/services/load/depends_on").properties())
                .as("what \"run\" would bring to the number of this file")
                .noneMatch(service ->
                        compose.path("services").path(service.getKey()).has("deploy"));
    }

    @Test
    void whatWaitsForAnApplicationWaitsUntilItIsReadyAndTheImageAsksWhetherItIsAlive() {
        assertThat(Repository.text("deploy/docker/Dockerfile")).contains("CMD [\"/opt/taskq/probe\", \"/healthz\"]\n");
        for (String service : Set.of("coordinator", "agent")) {
            assertThat(compose.at("/services/" + service + "/healthcheck/test"))
                    .extracting(JsonNode::asText)
                    .containsExactly("CMD", "/opt/taskq/probe", "/readyz");
        }
    }

    @Test
    void alertsReachTheAlertmanagerAndLinkToTheRunbook() {
        JsonNode prometheus = Repository.yaml("deploy/prometheus/prometheus.yml");
        JsonNode alertmanager = Repository.yaml("deploy/alertmanager/alertmanager.yml");
        Set<String> receivers = new TreeSet<>(alertmanager.path("receivers").findValuesAsText("name"));

        assertThat(prometheus
                        .at("/alerting/alertmanagers/0/static_configs/0/targets/0")
                        .asText())
                .isEqualTo("alertmanager:9093");
        assertThat(compose.at("/services/alertmanager/ports/0").asText()).endsWith(":9093");
        assertThat(alertmanager.path("route").findValuesAsText("receiver")).isSubsetOf(receivers);
        assertThat(prometheus.at("/global/external_labels/runbook").asText()).isEqualTo("${TASKQ_RUNBOOK_URL}");
        assertThat(compose.at("/services/prometheus/environment").has("TASKQ_RUNBOOK_URL"))
                .isTrue();
    }

    @Test
    void theLimitsOfMemoryLeaveRoomForWhatLiesOutsideOfTheHeap() {
        for (String service : Set.of("coordinator", "agent")) {
            Memory.assertHolds(
                    service, compose.at("/services/" + service + "/mem_limit").asText());
        }
    }

    @Test
    void whatIsPublishedIsPublishedToThisMachineOnly() {
        compose.path("services")
                .forEach(service -> service.path("ports")
                        .forEach(port -> assertThat(port.asText()).startsWith("${TASKQ_BIND:-127.0.0.1}:")));
        assertThat(examples()).containsEntry("TASKQ_BIND", "127.0.0.1");
    }

    /** Prometheus and gRPC have the same usual port. */
    @Test
    void allThatIsPublishedHasAPortOfItsOwn() {
        Pattern published = Pattern.compile("\\$\\{TASKQ_BIND:-[\\d.]+}:\\$\\{\\w+:-(\\d+)}:(\\d+)");
        List<MatchResult> ports =
                Repository.all(published, Repository.text(FILE)).toList();

        assertThat(ports).extracting(port -> port.group(1)).hasSize(5).doesNotHaveDuplicates();
        assertThat(compose.at("/services/coordinator/ports"))
                .extracting(port -> port.asText().replaceFirst(".*:", ""))
                .containsExactly(
                        "8080",
                        compose.at("/services/coordinator/environment/TASKQ_GRPC_PORT")
                                .asText());
        assertThat(Repository.text("deploy/compose/check.sh"))
                .as("a second stack on ports of its own")
                .contains(variables().stream()
                        .filter(name -> name.endsWith("_PORT"))
                        .map(name -> name + "=${" + name + ":-1")
                        .toList());
    }

    @Test
    void whatRunsComesBackAndIsWaitedFor() {
        compose.path("services").properties().forEach(service -> {
            boolean endsByItself = Set.of("setup", "load").contains(service.getKey());
            assertThat(service.getValue().path("restart").asText())
                    .as(service.getKey())
                    .isEqualTo(endsByItself ? "" : "unless-stopped");
            service.getValue().path("depends_on").properties().forEach(on -> {
                assertThat(compose.path("services").has(on.getKey())).isTrue();
                if (on.getValue().path("condition").asText().equals("service_healthy")) {
                    JsonNode needed = compose.path("services").path(on.getKey());
                    assertThat(needed.has("healthcheck") || needed.has("build"))
                            .as("health of %s", on.getKey())
                            .isTrue();
                }
            });
        });
    }

    @Test
    void aStopIsGivenLongerThanTheApplicationsTake() {
        assertThat(Seconds.of(
                        compose.at("/services/coordinator/stop_grace_period").asText()))
                .isGreaterThan(2 * Seconds.ofSetting("TASKQ_GRACE"));
        assertThat(Seconds.of(compose.at("/services/agent/stop_grace_period").asText()))
                .isGreaterThan(Seconds.ofSetting("TASKQ_AGENT_GRACE") + 10);
    }

    @Test
    void everyFileThatIsMountedIsThere() {
        compose.path("services")
                .forEach(service -> service.path("volumes").forEach(volume -> {
                    String source = volume.asText().replaceFirst(":.*", "");
                    if (source.startsWith("./")) {
                        assertThat(Repository.path(source)).exists();
                    } else if (!source.startsWith("$")) {
                        assertThat(compose.path("volumes").has(source))
                                .as(source)
                                .isTrue();
                    }
                }));
    }

    @Test
    void everyTargetIsAStageOfTheDockerfile() {
        assertThat(stages()).containsAll(compose.findValuesAsText("target")).contains("built", "prebuilt");
    }

    private static Set<String> stages() {
        return Repository.all(STAGE, Repository.text("deploy/docker/Dockerfile"))
                .map(stage -> Objects.requireNonNullElse(stage.group(2), ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> variables() {
        return Repository.all(VARIABLE, Repository.text(FILE))
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> examples() {
        return Repository.all(EXAMPLE, Repository.text(".env.example"))
                .collect(Collectors.toMap((MatchResult found) -> found.group(1), found -> found.group(2)));
    }
}
