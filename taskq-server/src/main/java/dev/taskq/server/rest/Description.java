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

/** The description of the API: {@code openapi.yaml}, and the same as JSON. Thread-safe. */
final class Description {
    private static final Header YAML = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/yaml");

    private final byte[] yaml = resource();

    /** Made at the first call, because most processes are never asked for it. */
    private volatile Optional<byte[]> json = Optional.empty();

    Answer yaml(Call call) {
        return new Answer(Status.OK_200, YAML, yaml, List.of());
    }

    Answer json(Call call) {
        byte[] made = json.orElseGet(this::toJson);
        json = Optional.of(made);
        return Answer.json(Status.OK_200, made);
    }

    private byte[] toJson() {
        try {
            return new JsonMapper().writeValueAsBytes(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
