package dev.taskq.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class BoundedLogEncoderTest {
    private static final int MUCH = 1_000_000;

    private final LoggerContext context = new LoggerContext();
    private final BoundedLogEncoder encoder = new BoundedLogEncoder();

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        encoder.setContext(context);
        encoder.start();
    }

    private LoggingEvent event(String message, @Nullable Throwable failure, Object... arguments) {
        return new LoggingEvent("here", context.getLogger("some.logger"), Level.WARN, message, failure, arguments);
    }

    private JsonNode line(LoggingEvent event) throws Exception {
        byte[] line = encoder.encode(event);
        assertThat(line.length).isLessThanOrEqualTo(BoundedLogEncoder.MOST_BYTES);
        String text = new String(line, StandardCharsets.UTF_8);
        assertThat(text.strip()).doesNotContain("\n");
        return new ObjectMapper().readTree(text);
    }

    @Test
    void anOrdinaryLineIsAsItWas() throws Exception {
        JsonNode line = line(event("claimed number={}", new IllegalStateException("no"), 3));
        assertThat(line.path("message").asText()).isEqualTo("claimed number=3");
        assertThat(line.path("stack_trace").asText())
                .startsWith("java.lang.IllegalStateException: no")
                .contains("BoundedLogEncoderTest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u0001", "\"", "\u00e4", "\u65e5", "\ud83d\ude00", "\n"})
    void aLongMessageIsCutAndSaysSo(String one) throws Exception {
        JsonNode line = line(event("begun " + one.repeat(MUCH), null));
        assertThat(line.path("message").asText())
                .startsWith("begun " + one)
                .endsWith("characters]")
                .doesNotContain("\ufffd");
        assertThat(line.path("logger_name").asText() + line.path("logger").asText())
                .isEqualTo("some.logger");
        assertThat(line.path("level").asText()).isEqualTo("WARN");
    }

    @Test
    void aLongArgumentIsCutToo() throws Exception {
        assertThat(line(event("of {}", null, "y".repeat(MUCH))).path("message").asText())
                .startsWith("of yyy");
    }

    @Test
    void aStackTraceIsShortened() throws Exception {
        Exception chain = new Exception("z".repeat(MUCH));
        for (int i = 0; i < 500; i++) {
            chain = new Exception("cause " + i, chain);
        }
        JsonNode line = line(event("failed", chain));
        assertThat(line.path("message").asText()).isEqualTo("failed");
        assertThat(line.path("stack_trace").asText()).contains("cause 499").hasSizeLessThan(9_000);
        assertThat(line(event("failed", new Exception("z".repeat(MUCH))))
                        .path("message")
                        .asText())
                .isEqualTo("failed");
    }

    @Test
    void whatStandsBesideTheMessageIsBoundedToo() throws Exception {
        LoggingEvent event = event("beside", null);
        Map<String, String> facts = new HashMap<>(Map.of("task_id", "7", "long", "v".repeat(MUCH)));
        for (int i = 0; i < 1_000; i++) {
            facts.put("fact" + i, "w".repeat(100));
        }
        event.setMDCPropertyMap(facts);
        event.setKeyValuePairs(List.of(new KeyValuePair("pair", "u".repeat(MUCH))));
        assertThat(line(event).path("message").asText()).startsWith("beside");
    }
}
