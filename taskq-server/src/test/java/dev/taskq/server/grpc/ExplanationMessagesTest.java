package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import dev.taskq.AttemptOutcome;
import dev.taskq.Explanation;
import dev.taskq.Explanation.Reason;
import dev.taskq.TaskStatus;
import dev.taskq.proto.v1.ReasonKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationMessagesTest {
    private static final Instant TIME = Instant.ofEpochSecond(1, 2_000);
    private static final String AT = " { seconds: 1 nanos: 2000 }";

    /** A reason, and its facts as the text of a message. */
    record Row(Reason reason, String facts) {}

    static Stream<Row> reasons() {
        Optional<Instant> time = Optional.of(TIME);
        return Stream.of(
                new Row(
                        new Explanation.Final(TaskStatus.FAILED, TIME, Optional.of("e")),
                        "since" + AT + " error: \"e\""),
                new Row(new Explanation.Final(TaskStatus.SUCCEEDED, TIME, Optional.empty()), "since" + AT),
                new Row(
                        new Explanation.Running("a", 7, TIME, Duration.ofSeconds(9)),
                        "since" + AT + " agent: \"a\" session: 7 timeout { seconds: 9 }"),
                new Row(new Explanation.Overdue(Duration.ofMillis(2_500)), "overdue_seconds: 2"),
                new Row(
                        new Explanation.AgentLost(Optional.of("a"), 7, TIME),
                        "since" + AT + " agent: \"a\" session: 7"),
                new Row(new Explanation.AgentSilent("a", time), "heard_at" + AT + " agent: \"a\""),
                new Row(new Explanation.CancelRequested(TIME), "since" + AT),
                new Row(new Explanation.Scheduled(TIME), "due_at" + AT),
                new Row(
                        new Explanation.BackingOff(3, AttemptOutcome.LOST, TIME, Optional.of("e")),
                        "due_at" + AT + " attempt: 3 outcome: ATTEMPT_OUTCOME_LOST error: \"e\""),
                new Row(new Explanation.Due(TIME), "due_at" + AT),
                new Row(new Explanation.Paused(time, Optional.of("c")), "since" + AT + " by: \"c\""),
                new Row(new Explanation.NotServed(false, Optional.of("t")), "ever_served: false nearest_type: \"t\""),
                new Row(new Explanation.SuspectWaits(0, 2), "losses: 0 agents: 2"),
                new Row(new Explanation.AgentsFull(1, 0), "agents: 1 slots: 0"),
                new Row(new Explanation.MemoryFull(1, 0, 9), "agents: 1 room_bytes: 0 params_bytes: 9"),
                new Row(
                        new Explanation.WaitingItsTurn(0, false, Optional.of(Duration.ofSeconds(4))),
                        "before: 0 more: false expected_seconds: 4"),
                new Row(new Explanation.HintsFailing(), ""),
                new Row(new Explanation.NoLeader(), ""));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void reasonHasItsNameSentencesAndFacts(Row row) throws Exception {
        Reason reason = row.reason();
        dev.taskq.proto.v1.Explanation message =
                ExplanationMessages.explanation(new Explanation(5, "t", TaskStatus.QUEUED, TIME, List.of(reason)));

        String text = "reason: " + nameOf(reason) + " text: \"" + reason.text() + "\" advice: \"" + reason.advice()
                + "\" " + row.facts();
        assertThat(message)
                .isEqualTo(TextFormat.parse(
                        "id: 5 type: \"t\" status: TASK_STATUS_QUEUED at" + AT + " reasons {" + text + "}",
                        dev.taskq.proto.v1.Explanation.class));
    }

    private static String nameOf(Reason reason) {
        return "REASON_KIND_" + reason.wireName().toUpperCase(Locale.ROOT);
    }

    @Test
    void everyReasonIsCompared() {
        Set<Class<?>> compared = new HashSet<>();
        reasons().forEach(row -> compared.add(row.reason().getClass()));
        assertThat(compared).containsExactlyInAnyOrder(Reason.class.getPermittedSubclasses());
        // Beside the reasons there are the unspecified and the unrecognized one.
        assertThat(Arrays.asList(ReasonKind.values())).hasSize(compared.size() + 2);
    }
}
