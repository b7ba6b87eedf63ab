package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.module.kotlin.KotlinModule;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import kotlin.Pair;
import org.junit.jupiter.api.Test;

class JsonMappingTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    /** An amount of a library, which Jackson cannot map: "7 EUR". */
    private static final class Money {
        private final String text;

        Money(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private record Order(Money price) {}

    private record Paid(Money paid) {}

    private record Width(int width) {}

    private static JsonMapping of(ObjectMapper mapper) {
        return JsonMapping.of(mapper::writeValueAsString, mapper::readValue);
    }

    private static JsonMapping money() {
        SimpleModule module = new SimpleModule("money");
        module.addSerializer(Money.class, ToStringSerializer.instance);
        module.addDeserializer(Money.class, new StdDeserializer<Money>(Money.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public Money deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                return new Money(parser.getText());
            }
        });
        return of(JsonMapper.builder().addModule(module).build());
    }

    private static <P> Task run(TaskHandler<P> handler, P params) throws InterruptedException {
        try (TaskStore store = new InMemoryTaskStore();
                Coordinator coordinator = Coordinator.builder(store).build().start();
                Agent agent = Agent.builder(store).handler(handler).build().start()) {
            assertThat(agent.isHealthy()).isTrue();
            long id = coordinator.submit(handler.type().task(params)).id();
            return coordinator.await(id, LONG).orElseThrow();
        }
    }

    @Test
    void paramsAndResultsGoThroughTheMappingOfTheirType() throws Exception {
        TaskType<Order> type = TaskType.of("pay", Order.class).withMapping(money());
        Task task = run(
                TaskHandler.of(type, (context, order) -> Outcome.done(new Paid(order.price()))),
                new Order(new Money("7 EUR")));
        assertThat(task.params()).isEqualTo("{\"price\":\"7 EUR\"}");
        assertThat(task.result(Paid.class, money()).paid()).hasToString("7 EUR");
    }

    @Test
    @SuppressWarnings({"rawtypes", "unchecked"}) // A data class that is there already: the one of Kotlin's own library.
    void aKotlinDataClassCanBeParamsAndAResult() throws Exception {
        TaskType<Pair> strict = TaskType.of("pair", Pair.class);
        assertThatThrownBy(() -> strict.read("{\"first\": 1, \"second\": \"two\"}"))
                .isInstanceOf(TaskRejectedException.class);
        JsonMapping kotlin = of(JsonMapper.builder()
                .addModule(new KotlinModule.Builder().build())
                .build());
        TaskType<Pair> type = strict.withMapping(kotlin);
        Task task = run(
                TaskHandler.of(type, (context, pair) -> Outcome.done(new Pair<>(pair.getSecond(), pair.getFirst()))),
                new Pair<>(1, "two"));
        assertThat(task.result(Pair.class, kotlin)).isEqualTo(new Pair<>("two", 1));
    }

    @Test
    void whatAMappingThrowsForParamsIsARejectionOrAnAttemptThatDidNotFit() throws Exception {
        JsonMapping failing = JsonMapping.of(
                value -> {
                    throw new IOException("disk");
                },
                new JsonMapping.Reader() {
                    @Override
                    public <T> T read(String json, Class<T> type) {
                        throw new UncheckedIOException(new IOException("tape"));
                    }
                });
        TaskType<Width> type = TaskType.of("width", Width.class).withMapping(failing);
        assertThatThrownBy(() -> type.task(new Width(1)))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("/params cannot be mapped to JSON: java.io.IOException: disk");
        assertThatThrownBy(() -> type.read("{}"))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("/params does not fit")
                .hasMessageContaining("tape");
    }

    @Test
    void aResultThatTheMappingCannotWriteIsAFailedAttempt() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        JsonMapping writesParamsOnly = JsonMapping.of(
                value -> {
                    if (value instanceof Width) {
                        return mapper.writeValueAsString(value);
                    }
                    throw new IOException("disk");
                },
                mapper::readValue);
        TaskType<Width> type =
                TaskType.of("width", Width.class).withMapping(writesParamsOnly).withMaxAttempts(1);
        Task task = run(TaskHandler.of(type, (context, width) -> Outcome.done("done")), new Width(1));
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.attempts()).extracting(Task.Attempt::outcome).containsExactly(AttemptOutcome.FAILED);
        assertThat(task.error().orElseThrow()).startsWith("java.io.IOException: disk\n\tat ");
    }

    @Test
    void theTimeOutHoldsWhileTheResultIsMapped() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        JsonMapping hangsForResults = JsonMapping.of(
                value -> {
                    if (!(value instanceof Width)) {
                        new CountDownLatch(1).await();
                    }
                    return mapper.writeValueAsString(value);
                },
                mapper::readValue);
        TaskType<Width> type = TaskType.of("width", Width.class)
                .withMapping(hangsForResults)
                .withTimeout(Duration.ofMillis(200))
                .withMaxAttempts(1);
        Task task = run(TaskHandler.of(type, (context, width) -> Outcome.done("done")), new Width(1));
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.attempts()).extracting(Task.Attempt::outcome).contains(AttemptOutcome.TIMED_OUT);
    }

    @Test
    void theStandardMappingsDifferInUnknownFields() {
        String json = "{\"width\": 1, \"colour\": \"red\"}";
        TaskType<Width> type = TaskType.of("width", Width.class);
        assertThatThrownBy(() -> type.read(json))
                .isInstanceOfSatisfying(
                        TaskRejectedException.class,
                        e -> assertThat(e.violations())
                                .containsExactly(
                                        new TaskRejectedException.Violation("/params/colour", "is not a known field")));
        assertThat(type.withMapping(JsonMapping.ignoringUnknown()).read(json)).isEqualTo(new Width(1));
    }
}
