package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.TaskRejectedException;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The size of params that Postgres returns is bounded by the limit on params that were sent, and they can be sent
 * again.
 */
class ParamsReadBackTest {
    private static final int LIMIT = 1_000;
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private final Coordinator coordinator = Coordinator.builder(DATABASE.open())
            .config(CoordinatorConfig.DEFAULTS.withMostParamsBytes(LIMIT))
            .build()
            .start();

    @AfterEach
    void stop() throws Exception {
        coordinator.close();
        DATABASE.closeOpened();
        DATABASE.clear();
    }

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsAcceptedComesBackBoundedAndIsAcceptedAgain(long seed) {
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 150; i++) {
            String params = "{\"a\":" + new Values(random).next(0) + "}";
            String back;
            try {
                back = readBack(params);
            } catch (TaskRejectedException e) {
                continue;
            }
            accepted++;
            assertThat(bytes(back)).as(params).isLessThanOrEqualTo(LIMIT * 3 / 2);
            // It is the same value, so it replays under the same key and reads the same.
            assertThat(readBack(back)).isEqualTo(back);
        }
        assertThat(accepted).as("seed %d tries too little", seed).isBetween(30, 149);
    }

    @Test
    void smallestAndLargestDoublesComeBackAndAreAcceptedAgain() {
        String back = readBack("{\"a\":1e308,\"b\":5e-324,\"c\":-2.2250738585072014E-308,\"d\":0e999}");

        assertThat(back).contains("1" + "0".repeat(308)).contains("\"d\": 0");
        assertThat(readBack(back)).isEqualTo(back);
    }

    @Test
    void limitIsReachedExactly() {
        String spaced = "{\"a\":[" + "0,".repeat((LIMIT - 10) / 2) + "1]}";
        assertThat(spaced).hasSize(LIMIT - 1);

        assertThat(bytes(readBack(spaced))).isGreaterThan(LIMIT * 4 / 3);
        assertThat(readBack(readBack(spaced))).isEqualTo(readBack(spaced));
    }

    private String readBack(String params) {
        long id = coordinator.submit(NewTask.of(Tasks.TYPE, params)).id();
        return coordinator.find(id).orElseThrow().params();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Creates values of which some are near the limit, and numbers of which some exceed it. */
    private record Values(Random random) {
        String next(int depth) {
            return switch (random.nextInt(depth > 3 ? 3 : 5)) {
                case 0, 1 -> number();
                case 2 -> text();
                case 3 -> "[" + String.join(random.nextBoolean() ? "," : " , ", some(depth)) + "]";
                default -> {
                    List<String> fields = new ArrayList<>();
                    for (String value : some(depth)) {
                        fields.add("\"" + fields.size() + "\" :" + value);
                    }
                    yield "{" + String.join(",", fields) + "}";
                }
            };
        }

        private List<String> some(int depth) {
            List<String> values = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                values.add(next(depth + 1));
            }
            return values;
        }

        private String number() {
            String sign = random.nextBoolean() ? "-" : "";
            String whole = random.nextInt(3) == 0 ? "0" : "1" + "0".repeat(random.nextInt(4)) + random.nextInt(1_000);
            String fraction = random.nextBoolean() ? "" : "." + random.nextInt(1_000) + "0".repeat(random.nextInt(5));
            String exponent = switch (random.nextInt(4)) {
                case 0 -> "e" + random.nextInt(310);
                case 1 -> "E-0" + random.nextInt(350);
                default -> "";
            };
            return sign + whole + fraction + exponent;
        }

        private String text() {
            List<String> parts =
                    List.of("x", "\\u00e9", "é", "\\n", "\\u001f", "日", "\\ud83d\\ude00", "\\/", "\\\"", "\\u007f");
            StringBuilder text = new StringBuilder("\"");
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            return text.append('"').toString();
        }
    }
}
