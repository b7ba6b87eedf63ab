package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class RedisAddressTest {
    private static StandardEnvironment environment(Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return environment;
    }

    private static String url(Map<String, Object> properties) {
        return RedisAddress.find(environment(properties)).map(RedisAddress::url).orElse("none");
    }

    private static String refused(Map<String, Object> properties) {
        return RedisAddress.refusal(environment(properties))
                .map(RedisAddress.Refusal::property)
                .orElse("none");
    }

    @Test
    void withoutAPropertyThereIsNone() {
        assertThat(url(Map.of())).isEqualTo("none");
        assertThat(url(Map.of("taskq.redis.url", ""))).isEqualTo("none");
        assertThat(url(Map.of("spring.data.redis.port", "6380"))).isEqualTo("none");
    }

    @Test
    void taskqsOwnGoesBeforeThatOfBoot() {
        assertThat(url(Map.of("taskq.redis.url", "redis://own", "spring.data.redis.url", "redis://boot")))
                .isEqualTo("redis://own");
        assertThat(url(Map.of("spring.data.redis.url", "redis://boot", "spring.data.redis.host", "other")))
                .isEqualTo("redis://boot");
    }

    @Test
    void thePartsOfBootAreAnAddress() {
        assertThat(url(Map.of("spring.data.redis.host", "cache"))).isEqualTo("redis://cache:6379/0");
        assertThat(url(Map.of(
                        "spring.data.redis.host", "cache",
                        "spring.data.redis.port", "6380",
                        "spring.data.redis.database", "3",
                        "spring.data.redis.username", "me",
                        "spring.data.redis.password", "p@ss word",
                        "spring.data.redis.ssl.enabled", "true")))
                .isEqualTo("rediss://me:p%40ss%20word@cache:6380/3");
        assertThat(url(Map.of("spring.data.redis.host", "cache", "spring.data.redis.password", "secret")))
                .isEqualTo("redis://:secret@cache:6379/0");
    }

    @Test
    void anAddressOfBootIsEncryptedIfTheOtherPropertySaysSo() {
        assertThat(url(Map.of(
                        "spring.data.redis.url", "redis://me:secret@boot", "spring.data.redis.ssl.enabled", "true")))
                .isEqualTo("rediss://me:secret@boot");
        assertThat(url(Map.of(
                        "spring.data.redis.url", "rediss://boot",
                        "spring.data.redis.ssl.enabled", "false")))
                .isEqualTo("rediss://boot");
        assertThat(url(Map.of("taskq.redis.url", "redis://own", "spring.data.redis.ssl.enabled", "true")))
                .isEqualTo("redis://own");
    }

    @Test
    void whatIsNoAddressOfOneServerIsRefusedByItsName() {
        assertThat(refused(Map.of("spring.data.redis.host", "cache"))).isEqualTo("none");
        assertThat(refused(Map.of("spring.data.redis.sentinel.master", "mymaster")))
                .isEqualTo("spring.data.redis.sentinel.master");
        assertThat(refused(Map.of("spring.data.redis.host", "cache", "spring.data.redis.cluster.nodes", "a:1,b:1")))
                .isEqualTo("spring.data.redis.cluster.nodes");
        assertThat(refused(Map.of("spring.data.redis.cluster.nodes[0]", "a:1")))
                .isEqualTo("spring.data.redis.cluster.nodes");
        assertThat(refused(Map.of("spring.data.redis.masterreplica.nodes", "a:1")))
                .isEqualTo("spring.data.redis.masterreplica.nodes");
    }

    @Test
    void aBundleIsRefusedWhereItWouldBeUsed() {
        assertThat(refused(Map.of("spring.data.redis.host", "cache", "spring.data.redis.ssl.bundle", "mine")))
                .isEqualTo("spring.data.redis.ssl.bundle");
        assertThat(refused(Map.of("spring.data.redis.ssl.bundle", "mine"))).isEqualTo("none");
        assertThat(refused(Map.of(
                        "spring.data.redis.host", "cache",
                        "spring.data.redis.ssl.bundle", "mine",
                        "spring.data.redis.ssl.enabled", "false")))
                .isEqualTo("none");
    }

    @Test
    void nothingIsRefusedBesideAnAddressOfTaskqsOwn() {
        assertThat(refused(Map.of("taskq.redis.url", "redis://own", "spring.data.redis.cluster.nodes", "a:1")))
                .isEqualTo("none");
    }
}
