package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Compares {@code openapi.yaml} with the responses of the server. Thread-safe. */
final class Described {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    /** The refusals that happen before the path is read. Each operation is described with them. */
    static final Set<String> BEFORE_ANY_ROUTE = Set.of("408", "414", "431", "501", "505");

    /** Read once for all tests of a JVM, because it is long. Nothing changes it. */
    private static final JsonNode DOCUMENT = read();

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private static JsonNode read() {
        try (InputStream in = Described.class.getResourceAsStream("openapi.yaml")) {
            JsonNode document = new YAMLMapper().readTree(Objects.requireNonNull(in));
            // Clients must accept fields of later versions. The tests do not, so that no field is forgotten there.
            document.findParents("properties").stream()
                    .filter(schema -> schema.path("additionalProperties").asBoolean())
                    .forEach(schema -> ((ObjectNode) schema).put("additionalProperties", false));
            return document;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The named schemas. */
    JsonNode schemas() {
        return DOCUMENT.path("components").path("schemas");
    }

    /** The whole description. */
    JsonNode document() {
        return DOCUMENT;
    }

    /** The description of a call such as {@code POST /v1/tasks}. */
    JsonNode operation(String operation) {
        String[] parts = operation.split(" ", 2);
        return DOCUMENT.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
    }

    /** The call with an id, such as {@code POST /v1/tasks}. */
    String operationOf(String id) {
        return operations().stream()
                .filter(operation ->
                        operation(operation).path("operationId").asText().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no call has the id " + id));
    }

    /** The parameters of a call, such as {@code path id}. */
    Set<String> parametersOf(String operation) {
        Set<String> parameters = new TreeSet<>();
        for (JsonNode parameter : operation(operation).path("parameters")) {
            JsonNode described = resolved(parameter);
            parameters.add(
                    described.path("in").asText() + " " + described.path("name").asText());
        }
        return parameters;
    }

    /** What is wrong with a value, by a schema; its formats count too. */
    List<String> violations(JsonNode schema, JsonNode value) {
        return schema(schema)
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }

    /** All responses of routes, such as {@code POST /v1/tasks 201}, except those for unexpected errors. */
    Set<String> answers() {
        Set<String> answers = new TreeSet<>();
        for (String operation : operations()) {
            codes(operation).stream()
                    .filter(code -> !code.equals("default") && !BEFORE_ANY_ROUTE.contains(code))
                    .forEach(code -> answers.add(operation + " " + code));
        }
        return answers;
    }

    /** All operations, such as {@code POST /v1/tasks}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(METHODS::contains)
                        .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** The status codes in the description of an operation. */
    Set<String> codes(String operation) {
        Set<String> codes = new TreeSet<>();
        operation(operation).path("responses").fieldNames().forEachRemaining(codes::add);
        return codes;
    }

    /** The responses so far. */
    Set<String> seen() {
        return new TreeSet<>(seen);
    }

    /** Checks a response against the description. */
    void check(String method, String rawPath, Reply reply) {
        assertThat(reply.header("X-Correlation-Id")).as("correlation id").matches("[!-~]{1,128}");
        String path = rawPath.replaceFirst("\\?.*", "");
        Optional<Map.Entry<String, JsonNode>> described = DOCUMENT.path("paths").properties().stream()
                .filter(entry -> path.matches(entry.getKey().replaceAll("\\{[a-z]+}", "[^/:]+")))
                .findFirst();
        if (described.isEmpty()) {
            assertThat(reply.status())
                    .as("a path that is not described: %s", path)
                    .isIn(400, 401, 404, 429);
            checkBody(reply, problem());
            return;
        }
        if (method.equals("HEAD") && described.get().getValue().has("get")) {
            checkHead(described.get().getValue().path("get").path("responses"), reply);
            return;
        }
        JsonNode operation = described.get().getValue().path(method.toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            // An invalid id, a missing token and invalid HTTP are detected before the method is checked.
            assertThat(reply.status())
                    .as("a method that is not described: %s %s", method, path)
                    .isIn(400, 401, 404, 405);
            if (reply.status() == 405) {
                assertThat(reply.header("Allow"))
                        .isEqualTo(methodsOf(described.get().getValue()));
            }
            if (!method.equals("HEAD")) {
                checkBody(reply, problem());
            }
            return;
        }
        String status = Integer.toString(reply.status());
        JsonNode responses = operation.path("responses");
        JsonNode response = resolved(responses.path(responses.has(status) ? status : "default"));
        assertThat(responses.has(status) || reply.status() == 500)
                .as("%s %s is described with %s: %s", method, path, status, reply.body())
                .isTrue();
        seen.add(method + " " + described.get().getKey() + " " + status);
        checkHeaders(reply, response.path("headers"));
        checkContent(reply, response.path("content"));
    }

    /** A HEAD is like a GET without the body. */
    private void checkHead(JsonNode responses, Reply reply) {
        JsonNode response = resolved(responses.path(Integer.toString(reply.status())));
        assertThat(response.isMissingNode()).as("status %d", reply.status()).isFalse();
        checkHeaders(reply, response.path("headers"));
        assertThat(reply.header("Content-Type"))
                .isEqualTo(
                        response.has("content")
                                ? response.path("content").fieldNames().next()
                                : "");
        assertThat(reply.body()).isEmpty();
    }

    private void checkHeaders(Reply reply, JsonNode headers) {
        headers.properties().forEach(entry -> {
            JsonNode header = resolved(entry.getValue());
            Optional<String> value = reply.headers().firstValue(entry.getKey());
            if (header.path("required").asBoolean()) {
                assertThat(value).as("header %s", entry.getKey()).isPresent();
            }
            value.ifPresent(text -> assertThat(schema(header.path("schema"))
                            .validate(new ObjectMapper().getNodeFactory().textNode(text)))
                    .as("header %s", entry.getKey())
                    .isEmpty());
        });
    }

    private void checkContent(Reply reply, JsonNode content) {
        if (content.isMissingNode()) {
            assertThat(reply.body()).isEmpty();
            assertThat(reply.headers().firstValue("Content-Type")).isEmpty();
            return;
        }
        String mediaType = reply.header("Content-Type");
        assertThat(content.has(mediaType)).as(mediaType).isTrue();
        JsonNode schema = content.path(mediaType).path("schema");
        if (!schema.isMissingNode() && mediaType.endsWith("json")) {
            checkBody(reply, schema);
        }
    }

    private void checkBody(Reply reply, JsonNode schema) {
        assertThat(schema(schema).validate(reply.json())).as(reply.body()).isEmpty();
        if (reply.header("Content-Type").equals("application/problem+json")) {
            assertThat(reply.json().path("status").asInt()).isEqualTo(reply.status());
        }
    }

    private JsonNode problem() {
        return new ObjectMapper().createObjectNode().put("$ref", "#/components/schemas/Problem");
    }

    private Schema schema(JsonNode node) {
        return schemas.computeIfAbsent(node, wanted -> {
            ObjectNode whole = ((ObjectNode) wanted).deepCopy();
            whole.set("components", DOCUMENT.path("components"));
            return registry.getSchema(whole);
        });
    }

    JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : DOCUMENT.at(reference.substring(1));
    }

    private static String methodsOf(JsonNode path) {
        Set<String> methods = new TreeSet<>();
        path.fieldNames().forEachRemaining(name -> {
            if (METHODS.contains(name)) {
                methods.add(name.toUpperCase(Locale.ROOT));
            }
            if (name.equals("get")) {
                methods.add("HEAD");
            }
        });
        return String.join(", ", methods);
    }
}
