package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The examples and links of the description are right, and the calls that change or show something have examples. */
class DescribedExamplesTest {
    private static final String JSON = "application/json";

    /** Its answer is the description itself. */
    private static final Set<String> WITHOUT_EXAMPLE = Set.of("GET /openapi.json 200");

    private final Described described = new Described();

    /** A place with a schema, and one example of it. */
    private record Example(String place, JsonNode schema, JsonNode value) {}

    @Test
    void everyExampleIsValid() {
        List<Example> examples = new ArrayList<>();
        collect("", described.document(), examples);

        assertThat(examples).hasSizeGreaterThan(30);
        assertThat(examples)
                .allSatisfy(example -> assertThat(described.violations(example.schema(), example.value()))
                        .as(example.place())
                        .isEmpty());
    }

    private static void collect(String place, JsonNode node, List<Example> into) {
        JsonNode schema = node.path("schema");
        if (schema.isObject() && node.has("example")) {
            into.add(new Example(place, schema, node.path("example")));
        }
        if (schema.isObject() && node.path("examples").isObject()) {
            node.path("examples")
                    .properties()
                    .forEach(example -> into.add(new Example(
                            place + "/" + example.getKey(),
                            schema,
                            example.getValue().path("value"))));
        }
        if (node.has("type") && node.path("examples").isArray()) {
            node.path("examples").forEach(value -> into.add(new Example(place, node, value)));
        }
        node.properties().forEach(field -> collect(place + "/" + field.getKey(), field.getValue(), into));
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            collect(place + "/" + i, node.get(i), into);
        }
    }

    @Test
    void everyBodyAndEveryGoodAnswerHasAnExample() {
        Map<String, JsonNode> contents = new TreeMap<>();
        for (String operation : described.operations()) {
            JsonNode call = described.operation(operation);
            contents.put(operation, call.path("requestBody").path("content").path(JSON));
            described.codes(operation).stream()
                    .filter(code -> code.startsWith("2"))
                    .forEach(code -> contents.put(
                            operation + " " + code,
                            described
                                    .resolved(call.path("responses").path(code))
                                    .path("content")
                                    .path(JSON)));
        }
        Set<String> without = new TreeSet<>();
        contents.forEach((place, content) -> {
            boolean hasExample =
                    content.has("example") || !content.path("examples").isEmpty();
            if (!content.isMissingNode() && !hasExample) {
                without.add(place);
            }
        });

        assertThat(without).containsExactlyInAnyOrderElementsOf(WITHOUT_EXAMPLE);
    }

    /** A link names a call, and each of its parameters is a parameter of that call, taken from a field that is there. */
    @Test
    void everyLinkCanBeFollowed() {
        Set<String> linked = new TreeSet<>();
        for (String operation : described.operations()) {
            for (String code : described.codes(operation)) {
                JsonNode response = described.resolved(
                        described.operation(operation).path("responses").path(code));
                for (Map.Entry<String, JsonNode> link : response.path("links").properties()) {
                    JsonNode target = described.resolved(link.getValue());
                    String called =
                            described.operationOf(target.path("operationId").asText());
                    assertThat(target.path("parameters").properties())
                            .isNotEmpty()
                            .allSatisfy(parameter -> {
                                assertThat(described.parametersOf(called)).contains("path " + parameter.getKey());
                                assertIsThere(
                                        parameter.getValue().asText(),
                                        response.path("content").path(JSON));
                            });
                    linked.add(operation + " -> " + called);
                }
            }
        }

        assertThat(linked)
                .contains(
                        "POST /v1/tasks -> GET /v1/tasks/{id}",
                        "POST /v1/tasks -> POST /v1/tasks/{id}:cancel",
                        "POST /v1/tasks -> GET /v1/tasks/{id}:explain",
                        "POST /v1/tasks -> GET /v1/tasks/{id}/events",
                        "POST /v1/tasks/{id}:cancel -> POST /v1/tasks/{id}:retry",
                        "POST /v1/tasks/{id}:cancel -> DELETE /v1/tasks/{id}",
                        "POST /v1/tasks:batch -> GET /v1/tasks/{id}",
                        "POST /v1/tasks:cancel -> GET /v1/operations/{id}",
                        "POST /v1/tasks:retry -> GET /v1/operations/{id}",
                        "POST /v1/tasks:run_now -> GET /v1/operations/{id}",
                        "POST /v1/tasks:delete -> GET /v1/operations/{id}",
                        "POST /v1/tasks:delete -> POST /v1/operations/{id}:cancel",
                        "GET /v1/operations -> GET /v1/operations/{id}",
                        "GET /v1/operations -> POST /v1/operations/{id}:cancel",
                        "POST /v1/types/{type}:pause -> GET /v1/types/{type}");
    }

    /** The examples are valid, so a value that each of them has is one that answers have. */
    private static void assertIsThere(String expression, JsonNode content) {
        assertThat(expression).startsWith("$response.body#/");
        String pointer = expression.substring("$response.body#".length());
        List<JsonNode> bodies = new ArrayList<>();
        bodies.add(content.path("example"));
        content.path("examples").forEach(example -> bodies.add(example.path("value")));
        bodies.removeIf(JsonNode::isMissingNode);
        assertThat(bodies)
                .isNotEmpty()
                .allSatisfy(body ->
                        assertThat(body.at(pointer).isValueNode()).as(pointer).isTrue());
    }

    /** Only a refusal before the token was examined does not tell a caller where it stands. */
    @Test
    void everyAnswerToACallerWithALimitIsDescribedWithItsQuota() {
        for (String operation : described.operations()) {
            for (String code : described.codes(operation)) {
                boolean knowsTheCaller = operation.contains(" /v1/")
                        && !code.equals("401")
                        && !Described.BEFORE_ANY_ROUTE.contains(code);
                JsonNode headers = described
                        .resolved(
                                described.operation(operation).path("responses").path(code))
                        .path("headers");
                if (knowsTheCaller) {
                    assertThat(headers.has("RateLimit") && headers.has("RateLimit-Policy"))
                            .as("%s %s", operation, code)
                            .isTrue();
                }
            }
        }
    }
}
