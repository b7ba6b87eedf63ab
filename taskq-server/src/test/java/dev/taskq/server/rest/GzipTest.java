package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.testkit.TestTimeouts;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that are compressed for callers that accept it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GzipTest {
    private final Served served = Served.start();
    private final HttpClient client = HttpClient.newHttpClient();
    private final String large = "/v1/tasks/"
            + served.submit("{\"type\":\"good\",\"params\":{\"text\":\"" + "Hello, world. ".repeat(10_000) + "\"}}");

    @AfterAll
    void close() {
        client.close();
        served.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | true",
                "GZip | true",
                "x-gzip | true",
                "* | true",
                "br, gzip;q=0.5, deflate | true",
                "gzip ; q=0.001 | true",
                "gzip;q=1.000, identity;q=1 | true",
                "br;q=1.0, *;q=0.1 | true",
                "br | false",
                "identity | false",
                "gzip;q=0 | false",
                "gzip;q=0.000, * | false",
                "*;q=0 | false",
                "gzip;q=0.5, identity;q=0.6 | false",
                "gzip;q=2 | false",
                "gzip;q=x | false",
                "gzip; | false",
                "gzip;q | false",
                "gzip;level=9 | false",
                ",; =,, | false"
            })
    void callerGetsWhatItAcceptsWithTheSameContent(String accepted, boolean isCompressed) throws Exception {
        byte[] plain = get("GET", large, "").body();
        HttpResponse<byte[]> response = get("GET", large, accepted);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Encoding").isPresent())
                .isEqualTo(isCompressed);
        assertThat(response.headers().firstValue("Vary")).contains("Accept-Encoding");
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(response.body().length);
        assertThat(isCompressed ? uncompressed(response.body()) : response.body())
                .isEqualTo(plain);
        if (isCompressed) {
            assertThat(response.body().length).isLessThan(plain.length / 10);
        }
    }

    @Test
    void withoutAWishNothingIsCompressed() throws Exception {
        HttpResponse<byte[]> response = get("GET", large, "");

        assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(response.headers().firstValue("Vary")).contains("Accept-Encoding");
    }

    @Test
    void smallResponsesAreSentAsTheyAre() throws Exception {
        String small = "/v1/tasks/" + served.submit("{\"type\":\"good\"}");
        HttpResponse<byte[]> response = get("GET", small, "gzip");

        assertThat(response.body().length).isLessThan(Gzip.LEAST);
        assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/tasks", "/openapi.yaml", "/openapi.json", "/metrics"})
    void allLargePagesAreCompressed(String path) throws Exception {
        for (int i = 0; i < 5; i++) {
            served.submit("{\"type\":\"good\"}");
        }
        HttpResponse<byte[]> response = get("GET", path, "gzip");

        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(new String(uncompressed(response.body()), StandardCharsets.UTF_8))
                .isNotBlank();
    }

    @Test
    void withoutATokenWhatManyAnswersShareIsCompressedOnce() {
        Description description = new Description();
        WritableHeaders<?> wish = WritableHeaders.create().add(HeaderValues.create("Accept-Encoding", "gzip"));

        for (Supplier<Answer> page : List.<Supplier<Answer>>of(description::yaml, description::json)) {
            Answer first = Gzip.ofShared(page.get(), wish);

            assertThat(first.body()).hasSizeLessThan(page.get().body().length / 2);
            assertThat(Gzip.ofShared(page.get(), wish).body()).isSameAs(first.body());
        }
    }

    @Test
    void withoutATokenNothingElseIsCompressed() {
        WritableHeaders<?> wish = WritableHeaders.create().add(HeaderValues.create("Accept-Encoding", "gzip"));
        Answer answer = Answer.json(Status.OK_200, new byte[10 * Gzip.LEAST]);

        assertThat(Gzip.ofShared(answer, wish)).isSameAs(answer);
        assertThat(Gzip.of(answer, wish).body()).hasSizeLessThan(Gzip.LEAST);
    }

    @Test
    void otherBytesOfAPageAreCompressedAnew() throws Exception {
        SharedGzip gzip = new SharedGzip();
        byte[] page = new byte[10 * Gzip.LEAST];
        byte[] later = page.clone();
        later[0] = 1;

        assertThat(gzip.of(page)).isSameAs(gzip.of(page));
        assertThat(uncompressed(gzip.of(later))).isEqualTo(later);
        assertThat(uncompressed(gzip.of(page))).isEqualTo(page);
    }

    @Test
    void headTellsTheLengthThatAGetHas() throws Exception {
        long length = get("GET", large, "gzip").body().length;

        HttpResponse<byte[]> head = get("HEAD", large, "gzip");

        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(length);
        assertThat(head.headers().firstValue("Content-Encoding")).contains("gzip");
    }

    @Test
    void tagIsTheSameForBothForms() throws Exception {
        String tag = get("GET", large, "gzip").headers().firstValue("ETag").orElseThrow();

        assertThat(get("GET", large, "").headers().firstValue("ETag")).contains(tag);
    }

    private HttpResponse<byte[]> get(String method, String path, String accepted)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + served.server.port() + path))
                .timeout(TestTimeouts.LONG)
                .method(method, BodyPublishers.noBody());
        if (path.startsWith("/v1/")) {
            request.header("Authorization", "Bearer " + Served.ADMIN);
        }
        if (!accepted.isEmpty()) {
            request.header("Accept-Encoding", accepted);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static byte[] uncompressed(byte[] body) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return gzip.readAllBytes();
        }
    }
}
