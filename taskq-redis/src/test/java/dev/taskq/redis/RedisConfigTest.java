package dev.taskq.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisConfigTest {
    @Test
    void defaultsAreThese() {
        assertThat(RedisConfig.of("redis://localhost"))
                .isEqualTo(new RedisConfig("redis://localhost", "taskq", Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://localhost",
                "redis://localhost:6380/3",
                "rediss://app:s3cr%40t@redis.example.org:6380",
                "redis://:s3cret@10.0.0.1/"
            })
    void addressesOfARedisAreTaken(String uri) {
        assertThat(RedisConfig.of(uri).uri()).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:6379",
                "http://localhost",
                "redis://",
                "redis://localhost/name",
                "redis://localhost:port",
                "redis-sentinel://localhost#main",
                "redis://app:s3 cret@localhost"
            })
    void otherAddressesAreRefusedAndNotRepeated(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisConfig.of(uri))
                .withMessageStartingWith("the Redis address must be redis:// or rediss://")
                .withMessageNotContaining("s3 cret")
                .withNoCause();
    }

    @Test
    @SuppressWarnings("NullAway") // the value of a variable that is not set
    void missingAddressIsNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> RedisConfig.of(null))
                .withMessage("the address of Redis is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Taskq", "a:b", "{a}", "1a", "Ä", "a b"})
    void prefixesThatBreakAKeyAreRefused(String prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisConfig.of("redis://localhost").withKeyPrefix(prefix))
                .withMessageStartingWith("the Redis key prefix must be");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 9, 60_001})
    void timeoutsOutOfRangeAreRefused(long millis) {
        RedisConfig config = RedisConfig.of("redis://localhost");
        Duration timeout = Duration.ofMillis(millis);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.withCommandTimeout(timeout))
                .withMessage("the Redis command time-out must be 10 ms to 60 s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.withConnectTimeout(timeout))
                .withMessage("the Redis connect time-out must be 10 ms to 60 s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"redis://app:s3cret@localhost/1", "redis://:s3cret@localhost/1", "redis://s3cret@localhost/1"})
    void passwordIsNotPrinted(String uri) {
        assertThat(RedisConfig.of(uri).toString())
                .doesNotContain("s3cret")
                .contains("***@localhost/1", "keyPrefix=taskq", "commandTimeout=PT1S", "connectTimeout=PT1S");
    }
}
