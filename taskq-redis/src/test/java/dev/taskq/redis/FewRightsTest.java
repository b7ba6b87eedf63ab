package dev.taskq.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.RedisBackend;
import dev.taskq.spi.QueuePort;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.TaskQueueContract;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** The port's whole promise, as a user with a password who may do what docs/redis.md says, and nothing else. */
class FewRightsTest implements TaskQueueContract {
    private static final Path DOC = Path.of("../docs/redis.md");
    private static final Pattern RIGHTS =
            Pattern.compile("A user for taskq needs `~\\{taskq:\\*`, the commands `([A-Z ]+)`[^`]*`([A-Z\\s]+)`");

    private final RedisBackend redis = Backends.redis();
    private final String user = "few-" + UUID.randomUUID();
    private final String password = "p@ss:" + UUID.randomUUID();

    @Override
    public QueuePort newQueue() {
        CommandArgs<String, String> rights = new CommandArgs<>(StringCodec.UTF8)
                .add("SETUSER")
                .add(user)
                .add("on")
                .add(">" + password)
                .add("~{" + redis.keyPrefix() + ":*");
        commandsOfTheDoc().forEach(command -> rights.add("+" + command));
        try (RedisAdmin admin = new RedisAdmin(redis.uri())) {
            assertThat(admin.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), rights))
                    .isEqualTo("OK");
        }
        URI server = URI.create(redis.uri());
        return RedisTaskQueue.open(RedisConfig.of("redis://" + user + ":"
                        + password.replace("@", "%40").replace(":", "%3A") + "@" + server.getHost() + ":"
                        + server.getPort())
                .withKeyPrefix(redis.keyPrefix())
                .withCommandTimeout(TestTimeouts.LONG));
    }

    private static List<String> commandsOfTheDoc() {
        List<String> commands = RIGHTS.matcher(doc())
                .results()
                .flatMap(found -> Stream.of(found.group(1), found.group(2)))
                .flatMap(names -> Stream.of(names.strip().split("\\s+")))
                .map(name -> name.toUpperCase(Locale.ROOT))
                .toList();
        assertThat(commands).as("the commands of %s", DOC).contains("EVALSHA", "XADD");
        return commands;
    }

    private static String doc() {
        try {
            return Files.readString(DOC);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void forget() {
        try (RedisAdmin admin = new RedisAdmin(redis.uri())) {
            admin.commands().aclDeluser(user);
        }
        redis.close();
    }
}
