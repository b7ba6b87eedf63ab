package dev.taskq.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskq.QueueMisconfiguredException;
import dev.taskq.QueueUnavailableException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.RedisBackend;
import dev.taskq.spi.QueuePort;
import dev.taskq.testkit.TestTimeouts;
import io.lettuce.core.AclSetuserArgs;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator must put right is told apart from a Redis that is not reached, which alone asks to repeat. */
class MisconfiguredTest {
    private final RedisBackend redis = Backends.redis();
    private final String user = "user-" + UUID.randomUUID();

    @BeforeEach
    void makeUser() {
        try (RedisAdmin admin = new RedisAdmin(redis.uri())) {
            admin.commands().aclSetuser(user, AclSetuserArgs.Builder.on().addPassword("right"));
        }
    }

    @AfterEach
    void forgetUser() {
        try (RedisAdmin admin = new RedisAdmin(redis.uri())) {
            admin.commands().aclDeluser(user);
        }
        redis.close();
    }

    @Test
    void wrongPasswordIsARefusedLogin() {
        assertThat(misconfigured(uri(user, "wrong")))
                .contains("refuses the login", "WRONGPASS", "correct user and password");
    }

    @Test
    void unknownUserIsARefusedLogin() {
        assertThat(misconfigured(uri("no-such-user", "any"))).contains("refuses the login", "WRONGPASS");
    }

    @Test
    void commandThatIsNotAllowedIsNamed() {
        assertThat(misconfigured(uri(user, "right"))).contains("does not allow", "NOPERM", "docs/redis.md");
    }

    @Test
    void onlyServerThatIsNotReachedAsksToRepeat() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (QueuePort queue = RedisTaskQueue.open(RedisConfig.of("redis://localhost:" + port))) {
            QueueUnavailableException failure =
                    catchThrowableOfType(QueueUnavailableException.class, () -> queue.length(List.of("any")));
            assertThat(failure)
                    .isExactlyInstanceOf(QueueUnavailableException.class)
                    .hasMessageContaining("repeat");
            assertThat(failure.repeatingHelps()).isTrue();
        }
    }

    private String uri(String name, String password) {
        URI server = URI.create(redis.uri());
        return "redis://" + name + ":" + password + "@" + server.getHost() + ":" + server.getPort();
    }

    /** A refusal may be seen as a closed connection. Then the call is repeated, as it asks for. */
    private static String misconfigured(String uri) {
        try (QueuePort queue = RedisTaskQueue.open(RedisConfig.of(uri))) {
            QueueUnavailableException failure;
            Timer longest = Platform.system().timer(TestTimeouts.LONG);
            do {
                failure = catchThrowableOfType(QueueUnavailableException.class, () -> queue.length(List.of("any")));
            } while (failure != null && failure.repeatingHelps() && !longest.isExpired());
            assertThat(failure).isInstanceOf(QueueMisconfiguredException.class);
            assertThat(failure.repeatingHelps()).isFalse();
            return String.valueOf(failure.getMessage());
        }
    }
}
