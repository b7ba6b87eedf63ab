package dev.taskq.client;

import java.time.Duration;
import java.util.Optional;

/**
 * Makes calls, and repeats those that could not be carried out. Immutable, thread-safe.
 *
 * @param transport sends them
 * @param json reads the answers
 * @param retries how often and for how long calls are repeated
 * @param pauses time and chance
 * @param trace how calls are found in logs and traces
 */
record Calls(Transport transport, Json json, Retries retries, Pauses pauses, Trace trace) {
    Calls traced(Trace other) {
        return new Calls(transport, json, retries, pauses, other);
    }

    /** Makes a call, and reads the JSON object of its answer. */
    Fields make(Call call) throws InterruptedException {
        return json.read(answer(call));
    }

    Answer answer(Call call) throws InterruptedException {
        return answer(call, retries);
    }

    /**
     * Makes a call.
     *
     * @return the first answer with a status of success
     * @throws TaskqClientException the last failure, if there is no such answer
     */
    Answer answer(Call call, Retries bounds) throws InterruptedException {
        return repeated(call, bounds, () -> good(transport.send(call, trace)));
    }

    /**
     * Makes a call for a stream.
     *
     * @return the stream; empty if the coordinator has nothing to stream
     */
    Optional<Chunks> stream(Call call) throws InterruptedException {
        return repeated(call, retries, () -> switch (transport.stream(call, trace)) {
            case Streamed.Going(Chunks chunks) -> Optional.of(chunks);
            case Streamed.Whole(Answer answer) -> {
                good(answer);
                yield Optional.<Chunks>empty();
            }
        });
    }

    private Answer good(Answer answer) {
        if (!answer.isGood()) {
            throw answer.problem(json);
        }
        return answer;
    }

    /** One attempt to make a call. */
    @FunctionalInterface
    private interface Attempt<T> {
        T make() throws InterruptedException;
    }

    private <T> T repeated(Call call, Retries bounds, Attempt<T> attempt) throws InterruptedException {
        long begun = pauses.nanoTime();
        for (int repeat = 1; ; repeat++) {
            try {
                return attempt.make();
            } catch (ProblemException | NoAnswerException e) {
                transport.requireOpen();
                Duration taken = Duration.ofNanos(pauses.nanoTime() - begun);
                pauses.pause(pauseBefore(repeat, call, e, taken, bounds).orElseThrow(() -> e));
            }
        }
    }

    /** The pause before a repeat; empty if the call is not repeated. */
    private Optional<Duration> pauseBefore(
            int repeat, Call call, TaskqClientException failure, Duration taken, Retries bounds) {
        if (repeat > bounds.most() || !isWorthRepeating(call, failure)) {
            return Optional.empty();
        }
        Duration named = failure instanceof ProblemException problem
                ? problem.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        Duration pause = named.plus(Retries.pause(repeat, pauses.chance()));
        return taken.plus(pause).compareTo(bounds.total()) > 0 ? Optional.empty() : Optional.of(pause);
    }

    private static boolean isWorthRepeating(Call call, TaskqClientException failure) {
        boolean passes = !(failure instanceof ProblemException problem) || problem.isPassing();
        return passes && (failure.isWithoutEffect() || call.harmless());
    }
}
