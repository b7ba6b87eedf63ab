package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies must not be encoded. A caller whose body is learns that, and what else is wrong comes first or is told apart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContentEncodingTest {
    private static final String GOOD = "{\"type\":\"good\"}";

    private final Served served = Served.start();

    @AfterAll
    void close() {
        served.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/tasks, gzip",
        "/v1/tasks, GZIP",
        "/v1/tasks, br",
        "/v1/tasks, none-such",
        "/v1/tasks, 'identity, gzip'",
        "/v1/tasks, 'gzip, identity'",
        "/v1/tasks:batch, gzip",
        "/v1/tasks:cancel, deflate",
        "/v1/tasks/1:retry, zstd",
        "/v1/types/good:pause, gzip"
    })
    void encodedBodyIsRefused(String path, String encoding) throws IOException {
        int before = served.storedTasks();

        Reply reply = served.send(
                "POST",
                path,
                Optional.of(gzip(GOOD)),
                "Authorization",
                "Bearer " + Served.ADMIN,
                "Content-Type",
                "application/json",
                "Content-Encoding",
                encoding);

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.header("Accept-Encoding")).isEqualTo("identity");
        assertThat(reply.json().path("detail").asText()).contains("must not be compressed", "identity");
        assertThat(reply.header("Connection")).isNotEqualToIgnoringCase("close");
        assertThat(served.storedTasks()).isEqualTo(before);
    }

    @Test
    void twoHeadersAreOneList() throws IOException {
        String head = "POST /v1/tasks HTTP/1.1|Host: x|Authorization: Bearer " + Served.ADMIN
                + "|Content-Type: application/json|Connection: close|Content-Length: 15|";

        for (String encodings : new String[] {
            "Content-Encoding: gzip|Content-Encoding: identity|", "Content-Encoding: identity|Content-Encoding: gzip|"
        }) {
            Reply reply = Reply.of(Raw.exchange(
                    served.server.port(), (head + encodings + "|{\"type\":\"good\"}").replace("|", "\r\n")));

            assertThat(reply.status()).as(encodings).isEqualTo(415);
        }
    }

    /** RFC 9110, 12.5.3: the header says that the encoding was what was wrong. */
    @Test
    void otherMediaTypeSaysNothingOfEncodings() {
        Reply reply = served.send(
                "POST",
                "/v1/tasks",
                Optional.of(GOOD.getBytes(StandardCharsets.UTF_8)),
                "Authorization",
                "Bearer " + Served.ADMIN,
                "Content-Type",
                "text/plain");

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.headers().firstValue("Accept-Encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "identity,", "Identity , IDENTITY"})
    void bodyThatSaysThatItIsNotEncodedIsRead(String encoding) {
        assertThat(served.post("/v1/tasks", GOOD, "Content-Encoding", encoding).status())
                .isEqualTo(201);
    }

    @Test
    void whatHasNoBodyToReadIsAnsweredAsEver() throws IOException {
        String[] encoded = {"Authorization", "Bearer " + Served.ADMIN, "Content-Encoding", "gzip"};
        Optional<byte[]> body = Optional.of(gzip(GOOD));

        assertThat(served.send("POST", "/v1/tasks", body, "Content-Encoding", "gzip")
                        .status())
                .isEqualTo(401);
        assertThat(served.send("POST", "/v1/none", body, encoded).status()).isEqualTo(404);
        assertThat(served.send("GET", "/v1/tasks", body, encoded).status()).isEqualTo(200);
        assertThat(served.send("POST", "/v1/types/good:pause", Optional.empty(), encoded)
                        .status())
                .isEqualTo(200);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
