package dev.taskq.server.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The description of the API: {@code openapi.yaml}, and the same as JSON. Thread-safe. */
final class Description {
    private static final Header YAML = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/yaml");

    private final byte[] yaml = resource();
    private final SharedGzip yamlGzip = new SharedGzip();
    private final SharedGzip jsonGzip = new SharedGzip();
    private final ReentrantLock making = new ReentrantLock();

    /** Made at the first call, because most processes are never asked for it. */
    private volatile Optional<byte[]> json = Optional.empty();

    Answer yaml() {
        return new Answer(Status.OK_200, YAML, yaml, List.of()).sharing(yamlGzip);
    }

    Answer json() {
        return Answer.json(Status.OK_200, json.orElseGet(this::makeJsonOnce)).sharing(jsonGzip);
    }

    /** It costs much processor time, which callers without a token must not take again and again. */
    private byte[] makeJsonOnce() {
        making.lock();
        try {
            byte[] made =
                    json.isPresent() ? json.get() : new JsonMapper().writeValueAsBytes(new YAMLMapper().readTree(yaml));
            json = Optional.of(made);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            making.unlock();
        }
    }

    private static byte[] resource() {
        try (InputStream in = Description.class.getResourceAsStream("openapi.yaml")) {
            return Objects.requireNonNull(in, "openapi.yaml").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
