package dev.taskq.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.QueueUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which errors a new connection may mend, and which it does not. */
class AnswersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "READONLY You can't write against a read only replica.",
                "READONLY You can't write against a read only replica. script: 0f, on @user_script:17.",
                "LOADING Redis is loading the dataset in memory",
                "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                "NOREPLICAS Not enough good replicas to write.",
                "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
                "CLUSTERDOWN The cluster is down",
                "MOVED 3999 127.0.0.1:6381",
                "NOAUTH Authentication required."
            })
    void serverThatServesNoLongerIsLeft(String answer) {
        assertThat(Answers.isOfTheWrongServer(new RedisCommandExecutionException(answer)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OOM command not allowed when used memory > 'maxmemory'.",
                "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
                "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
                "UNKILLABLE Sorry the script already executed write commands against the dataset.",
                "NOPERM this user has no permissions to run the 'evalsha' command",
                "WRONGTYPE Operation against a key holding the wrong kind of value",
                "WRONGPASS invalid username-password pair or user is disabled.",
                "NOSCRIPT No matching script.",
                "ERR unknown command",
                "readonly"
            })
    void serverThatIsInTroubleIsKept(String answer) {
        assertThat(Answers.isOfTheWrongServer(new RedisCommandExecutionException(answer)))
                .isFalse();
    }

    @Test
    void errorIsFoundBeneathWhatWrapsIt() {
        RedisCommandExecutionException error = new RedisCommandExecutionException("NOPERM no");

        assertThat(Answers.errorBeneath(new QueueUnavailableException(new RedisException(error))))
                .contains(error);
        assertThat(Answers.errorBeneath(new RedisException("closed"))).isEmpty();
        assertThat(Answers.errorBeneath(null)).isEmpty();
        assertThat(Answers.error(error)).contains(error);
        assertThat(Answers.error(new RedisException(error))).isEmpty();
    }
}
