package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller knows already is not sent again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EntityTagsTest {
    private final Served served = Served.start();

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void taskThatHasNotChangedIsNotSentAgain() {
        String task = "/v1/tasks/" + served.submit("{\"type\":\"good\"}");
        Reply first = served.get(task);
        String tag = first.header("ETag");
        assertThat(tag).matches("W/\"[A-Za-z0-9_-]{22}\"");
        assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");

        Reply same = get("GET", task, tag);

        assertThat(same.status()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo(tag);
        assertThat(same.headers().firstValue("Content-Type")).isEmpty();
        assertThat(same.headers().firstValue("Content-Length")).isEmpty();
        assertThat(get("HEAD", task, tag).status()).isEqualTo(304);
        assertThat(get("HEAD", task, "\"other\"").header("ETag")).isEqualTo(tag);

        served.post(task + ":cancel", "{}");
        Reply changed = get("GET", task, tag);

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("status").asText()).isEqualTo("cancelled");
        assertThat(changed.header("ETag")).isNotEqualTo(tag);
        assertThat(get("GET", task + "?wait=60s", changed.header("ETag")).status())
                .isEqualTo(304);
    }

    @Test
    void answerThatNeverHasABodyEndsWithItsHead() throws IOException {
        long id = served.submit("{\"type\":\"good\"}");
        served.post("/v1/tasks/" + id + ":cancel", "{}");
        String path = "/v1/tasks/" + id + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Served.ADMIN + "\r\n";
        try (Raw raw = Raw.connect(served.server.port())) {
            for (String request : List.of(
                    "GET " + path + "If-None-Match: *\r\n\r\n",
                    "HEAD " + path + "If-None-Match: *\r\n\r\n",
                    "DELETE " + path + "\r\n")) {
                assertThat(raw.send(request).head())
                        .as(request)
                        .matches("(?s)HTTP/1.1 (304|204) .*")
                        .doesNotContainIgnoringCase("Content-Length")
                        .doesNotContainIgnoringCase("Transfer-Encoding");
            }
            assertThat(raw.send("GET " + path + "\r\n").head()).startsWith("HTTP/1.1 404 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/types", "/v1/types/known"})
    void typesThatHaveNotChangedAreNotSentAgain(String path) {
        served.post("/v1/types/known:pause", "");
        String tag = served.get(path).header("ETag");

        assertThat(get("GET", path, tag).status()).isEqualTo(304);
        served.post("/v1/types/known:resume", "");
        assertThat(get("GET", path, tag).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "TAG", "\"other\", TAG", "\"a,b\",W/\"c\" , TAG"})
    void anyOfTheTagsOfTheCallerCounts(String given) {
        String task = "/v1/tasks/" + served.submit("{\"type\":\"good\"}");
        String tag = served.get(task).header("ETag");

        assertThat(get("GET", task, given.replace("TAG", tag)).status()).isEqualTo(304);
        assertThat(get("GET", task, given.replace("TAG", tag.substring(2))).status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "TAG", "W/", "\"*\"", "W/TAG\"", ","})
    void otherTagsDoNotCount(String given) {
        String task = "/v1/tasks/" + served.submit("{\"type\":\"good\"}");
        String bare = served.get(task).header("ETag").substring(2).replace("\"", "");

        assertThat(get("GET", task, given.replace("TAG", bare)).status()).isEqualTo(200);
    }

    @Test
    void whatDoesNotExistHasNoTag() {
        Reply none = get("GET", "/v1/tasks/404404", "*");

        assertThat(none.status()).isEqualTo(404);
        assertThat(none.headers().firstValue("ETag")).isEmpty();
    }

    private Reply get(String method, String path, String known) {
        return served.send(
                method, path, Optional.empty(), "Authorization", "Bearer " + Served.ADMIN, "If-None-Match", known);
    }
}
