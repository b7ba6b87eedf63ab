package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KubernetesTest {
    private static final String BASE = "deploy/kubernetes/base/";
    private static final String KEDA = "deploy/kubernetes/keda/";
    private static final ObjectMapper STRICT = strict();
    private static final Map<String, Class<?>> KINDS = Map.of(
            "apps/v1 Deployment", Deployment.class,
            "v1 Service", Service.class,
            "v1 ConfigMap", ConfigMap.class,
            "v1 Secret", Secret.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class);

    @Test
    void everyManifestIsOfItsKind() {
        assertThat(resources()).isNotEmpty().allSatisfy(resource -> STRICT.treeToValue(resource, kind(resource)));
        assertThatThrownBy(() -> STRICT.readValue(
                        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":{\"replica\":2}}",
                        Deployment.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void theKustomizationsNameWhatThereIs() {
        for (String folder : List.of(BASE, KEDA)) {
            JsonNode kustomization = Repository.yaml(folder + "kustomization.yaml");
            assertThat(kustomization.path("resources"))
                    .isNotEmpty()
                    .allSatisfy(resource -> assertThat(Repository.path(folder + resource.asText()))
                            .exists())
                    .noneMatch(resource -> resource.asText().contains("secret"), "a secret");
        }
    }

    @Test
    void everyImageIsGivenATag() {
        Set<String> tagged = new TreeSet<>();
        Repository.yaml(BASE + "kustomization.yaml").path("images").forEach(image -> {
            assertThat(image.path("newTag").asText()).isNotBlank().isNotEqualTo("latest");
            tagged.add(image.path("name").asText());
        });

        assertThat(deployments())
                .extracting(deployment -> container(deployment).getImage())
                .containsExactlyInAnyOrderElementsOf(tagged);
    }

    @Test
    void everySettingIsOneOfTheApplicationsAndSecretsComeFromTheSecret() {
        Set<String> names = new TreeSet<>(configuration().keySet());
        Set<String> secrets =
                one(BASE + "secret.example.yaml", Secret.class).getStringData().keySet();
        for (Deployment deployment : deployments()) {
            for (EnvVar variable : container(deployment).getEnv()) {
                names.add(variable.getName());
                if (variable.getName().matches(".*(PASSWORD|REDIS_URL).*")) {
                    assertThat(secrets)
                            .contains(variable.getValueFrom().getSecretKeyRef().getKey());
                }
            }
        }

        assertThat(Repository.settings()).containsAll(names);
        assertThat(configuration().keySet()).noneMatch(name -> name.matches(".*(PASSWORD|TOKENS|REDIS_URL).*"));
    }

    @Test
    void aStopIsGivenLongerThanTheApplicationsTake() {
        assertThat(pod("taskq-coordinator").getTerminationGracePeriodSeconds())
                .isGreaterThan(5 + 2 * Seconds.of(value("TASKQ_GRACE")));
        assertThat(pod("taskq-agent").getTerminationGracePeriodSeconds())
                .isGreaterThan(10 + Seconds.of(value("TASKQ_AGENT_GRACE")));
    }

    @Test
    void everyContainerIsProbedAndHasFewRights() {
        for (Deployment deployment : deployments()) {
            Container container = container(deployment);
            assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthz");
            assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(deployment
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getSecurityContext()
                            .getRunAsNonRoot())
                    .isTrue();
            Memory.assertHolds(
                    container.getName(),
                    String.valueOf(container.getResources().getLimits().get("memory")));
            assertThat(deployment.getSpec().getTemplate().getSpec().getEnableServiceLinks())
                    .as("variables that look like settings")
                    .isFalse();
            assertThat(deployment.getSpec().getSelector().getMatchLabels())
                    .isEqualTo(deployment.getSpec().getTemplate().getMetadata().getLabels());
        }
    }

    @Test
    void someAreLeftWhenNodesAreEmptied() {
        PodDisruptionBudget coordinators = named("taskq-coordinator", PodDisruptionBudget.class);
        PodDisruptionBudget agents = named("taskq-agent", PodDisruptionBudget.class);

        assertThat(deployment("taskq-coordinator").getSpec().getReplicas())
                .isGreaterThan(coordinators.getSpec().getMinAvailable().getIntVal());
        // Not "at least one is left": where KEDA leaves one agent, its node could never be emptied.
        assertThat(agents.getSpec().getMaxUnavailable().getStrVal()).endsWith("%");
        for (PodDisruptionBudget budget : List.of(coordinators, agents)) {
            assertThat(budget.getSpec().getSelector())
                    .isEqualTo(
                            deployment(budget.getMetadata().getName()).getSpec().getSelector());
        }
    }

    @Test
    void everyPodHasItsNetworkPolicyWithThePortsOfItsContainer() {
        for (Deployment deployment : deployments()) {
            NetworkPolicy policy = named(deployment.getMetadata().getName(), NetworkPolicy.class);

            assertThat(policy.getSpec().getPodSelector())
                    .isEqualTo(deployment.getSpec().getSelector());
            assertThat(policy.getSpec().getIngress())
                    .isNotEmpty()
                    .allSatisfy(rule -> assertThat(rule.getPorts())
                            .extracting(port -> port.getPort().getStrVal())
                            .containsExactlyElementsOf(ports(deployment).keySet()));
        }
    }

    @Test
    void theServiceHasThePortsOfTheCoordinatorAndGrpcIsServedOnItsOwn() {
        Deployment coordinator = deployment("taskq-coordinator");
        Service service = named("taskq-coordinator", Service.class);

        assertThat(ports(coordinator).keySet()).containsExactly("http", "grpc");
        assertThat(service.getSpec().getSelector())
                .isEqualTo(coordinator.getSpec().getSelector().getMatchLabels());
        assertThat(service.getSpec().getPorts())
                .extracting(port -> port.getTargetPort().getStrVal())
                .containsExactlyElementsOf(ports(coordinator).keySet());
        assertThat(service.getSpec().getPorts().getLast().getAppProtocol())
                .as("HTTP/2 without encryption")
                .isEqualTo("kubernetes.io/h2c");
        assertThat(container(coordinator).getEnv())
                .filteredOn(variable -> variable.getName().equals("TASKQ_GRPC_PORT"))
                .extracting(EnvVar::getValue)
                .containsExactly(String.valueOf(ports(coordinator).get("grpc")));
    }

    @Test
    void agentsAreScaledByAMetricThatThereIs() {
        JsonNode spec = Repository.yaml(KEDA + "scaled-object.yaml").path("spec");
        String query = spec.at("/triggers/0/metadata/query").asText();
        try (Grammar grammar = Grammar.promQl()) {
            assertThat(grammar.errors(query)).isEmpty();
        }
        Series.assertKnown("KEDA", query);
        assertThat(spec.at("/triggers/0/metadata/ignoreNullValues").asText())
                .as("without data, the fallback rather than the fewest")
                .isEqualTo("false");
        assertThat(spec.at("/fallback/replicas").asInt()).isPositive();
        assertThat(deployment(spec.at("/scaleTargetRef/name").asText())).isNotNull();
    }

    private static ObjectMapper strict() {
        return JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    private static final long serialVersionUID = 1L;

                    // The classes of the model would keep what they do not know.
                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return false;
                    }
                })
                .build();
    }

    private static Class<?> kind(JsonNode resource) {
        String kind = resource.path("apiVersion").asText() + " "
                + resource.path("kind").asText();
        assertThat(KINDS).containsKey(kind);
        return Objects.requireNonNull(KINDS.get(kind));
    }

    private static List<JsonNode> resources() {
        List<JsonNode> resources = new ArrayList<>();
        for (String file : Repository.files(BASE, ".yaml")) {
            if (!file.endsWith("kustomization.yaml")) {
                resources.addAll(Repository.documents(file));
            }
        }
        return resources;
    }

    private static List<Deployment> deployments() {
        return resources().stream()
                .filter(resource -> resource.path("kind").asText().equals("Deployment"))
                .map(resource -> STRICT.convertValue(resource, Deployment.class))
                .toList();
    }

    private static Deployment deployment(String name) {
        return deployments().stream()
                .filter(deployment -> deployment.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static <T extends HasMetadata> T named(String name, Class<T> kind) {
        return resources().stream()
                .filter(resource -> kind(resource).equals(kind))
                .map(resource -> STRICT.convertValue(resource, kind))
                .filter(resource -> resource.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static PodSpec pod(String deployment) {
        return deployment(deployment).getSpec().getTemplate().getSpec();
    }

    private static Container container(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
    }

    private static Map<String, Integer> ports(Deployment deployment) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        container(deployment).getPorts().forEach(port -> ports.put(port.getName(), port.getContainerPort()));
        return ports;
    }

    private static Map<String, String> configuration() {
        return one(BASE + "config.yaml", ConfigMap.class).getData();
    }

    private static String value(String setting) {
        return configuration().getOrDefault(setting, "");
    }

    private static <T> T one(String file, Class<T> kind) {
        return STRICT.convertValue(Repository.yaml(file), kind);
    }
}
