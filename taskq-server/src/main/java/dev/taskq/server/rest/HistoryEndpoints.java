package dev.taskq.server.rest;

import dev.taskq.HistoryQuery;
import dev.taskq.server.call.HistoryCalls;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.text.Durations;
import io.helidon.http.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The call that shows the history. */
final class HistoryEndpoints {
    private static final String FROM = "from";
    private static final String UNTIL = "until";
    private static final String STEP = "step";
    private static final Set<String> NAMES = Set.of(QueryText.TYPE, FROM, UNTIL, STEP);

    /** If the query does not say where it begins. */
    private static final int STEPS = 60;

    private static final String STEPS_ALLOWED = "must be one of "
            + HistoryQuery.STEPS.stream().map(Durations::format).collect(Collectors.joining(", "));

    private final HistoryCalls history;

    HistoryEndpoints(ServerCalls calls) {
        this.history = calls.history();
    }

    Answer read(Call call) {
        QueryText text = QueryText.of(call.request(), NAMES);
        Optional<String> type = text.type();
        Duration step = text.value(
                        STEP, given -> Durations.parse(given).filter(HistoryQuery.STEPS::contains), STEPS_ALLOWED)
                .orElse(HistoryQuery.STEPS.getFirst());
        Instant until = text.time(UNTIL).orElseGet(() -> history.now(call.context()));
        Instant from = text.time(FROM).orElseGet(() -> until.minus(step.multipliedBy(STEPS)));
        return Answer.json(
                Status.OK_200, HistoryAnswers.history(history.read(call.context(), query(type, from, until, step))));
    }

    private static HistoryQuery query(Optional<String> type, Instant from, Instant until, Duration step) {
        if (!from.isBefore(until)) {
            throw new ProblemException(Problem.badQuery("\"from\" must be before \"until\", which is now by default"));
        }
        if (Duration.between(from, until).compareTo(step.multipliedBy(HistoryQuery.MOST_STEPS - 1)) > 0) {
            throw new ProblemException(Problem.badQuery("\"from\" and \"until\" must be less than "
                    + HistoryQuery.MOST_STEPS + " steps apart; \"step\" is "
                    + Durations.format(step) + " and " + STEPS_ALLOWED));
        }
        return new HistoryQuery(type, from, until, step);
    }
}
